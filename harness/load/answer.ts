import type { RequestKind } from "../model/index.ts";

const excerptBytes = 100;

/** A kind of request, ready to have its answers checked. */
export type CheckedRequest = {
  readonly method: string;
  readonly path: string;
  readonly isRightStatus: (status: number) => boolean;
  /** Bytes that the body must contain. */
  readonly needle: Buffer | null;
};

export function checkedRequest({ method, path, expect }: RequestKind): CheckedRequest {
  const { status: only, includes } = expect;
  return {
    method,
    path,
    isRightStatus: (status) => (only === undefined ? status >= 200 && status < 300 : status === only),
    // Searching for bytes costs a third of searching for text, which is encoded anew for each answer.
    needle: includes === undefined ? null : Buffer.from(includes),
  };
}

/** Null when the answer is right, otherwise the kind of failure. */
export function wrongness(request: CheckedRequest, status: number, body: readonly Buffer[]): string | null {
  if (!request.isRightStatus(status)) return `status ${status}`;
  if (request.needle === null || joined(body).includes(request.needle)) return null;
  return "wrong body";
}

/** What was asked and what came back, in one line. */
export function describeAnswer(request: CheckedRequest, status: number, body: readonly Buffer[]): string {
  const text = joined(body).subarray(0, excerptBytes).toString();
  return `${request.method} ${request.path} was answered ${status}: ${JSON.stringify(text)}`;
}

function joined(body: readonly Buffer[]): Buffer {
  const [first] = body;
  return body.length === 1 && first !== undefined ? first : Buffer.concat(body);
}
