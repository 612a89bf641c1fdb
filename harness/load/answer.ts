import type { RequestKind } from "../model/index.ts";
import type { Body } from "./body.ts";

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

/** Takes a piece of an answer's body. It is quoted where the answer may be a wrong one. */
export function takeBody({ needle, isRightStatus }: CheckedRequest, status: number, body: Body, chunk: Buffer): void {
  body.add(chunk, needle !== null || !isRightStatus(status));
}

/** Null when the answer is right, otherwise the kind of failure. */
export function wrongness({ isRightStatus }: CheckedRequest, status: number, body: Body): string | null {
  if (!isRightStatus(status)) return `status ${status}`;
  return body.isFound() ? null : "wrong body";
}

/** What was asked and what came back, in one line. */
export function describeAnswer({ method, path }: CheckedRequest, status: number, body: Body): string {
  return `${method} ${path} returned ${status}: ${JSON.stringify(body.excerpt())}`;
}
