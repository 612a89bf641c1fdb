import type { Expectation, RequestKind } from "../model/index.ts";

const excerptBytes = 100;

/** Null when the answer is right, otherwise the kind of failure. */
export function wrongness(expect: Expectation, status: number, body: readonly Buffer[]): string | null {
  const rightStatus = expect.status === undefined ? status >= 200 && status < 300 : status === expect.status;
  if (!rightStatus) return `status ${status}`;
  if (expect.includes === undefined || contains(body, expect.includes)) return null;
  return "wrong body";
}

/** What was asked and what came back, in one line. */
export function describeAnswer(request: RequestKind, status: number, body: readonly Buffer[]): string {
  const text = Buffer.concat(body).subarray(0, excerptBytes).toString();
  return `${request.method} ${request.path} was answered ${status}: ${JSON.stringify(text)}`;
}

function contains(body: readonly Buffer[], text: string): boolean {
  const [only] = body;
  return (body.length === 1 && only !== undefined ? only : Buffer.concat(body)).includes(text);
}
