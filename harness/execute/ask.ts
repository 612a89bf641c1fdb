import { request, type IncomingMessage } from "node:http";
import { request as requestSecurely } from "node:https";
import { BroadsideError } from "../errors.ts";
import { checkedRequest, describeAnswer, takeBody, wrongness, type CheckedRequest } from "../load/answer.ts";
import { createBody, type Body } from "../load/body.ts";
import { destinationOf, requestsAt } from "../load/destination.ts";
import { lossInWords, mostHeadBytes } from "../load/loss.ts";
import { lossHints, lossState, type LossState } from "./loss-state.ts";
import { bodyBytes, requestHeaders } from "../load/wire.ts";
import type { Endpoint } from "../process/target.ts";
import { masked } from "../secrets.ts";
import type { RequestKind } from "../model/index.ts";

/** Where a request goes: a base URL that may be of another machine only where that was allowed. */
export type Asked = Pick<Endpoint, "url" | "isRemoteAllowed">;

/** What became of one request. */
export type Answer =
  /** The whole response, `seconds` after it was sent. Of its body no more is kept than the expectation needs. */
  | {
      readonly kind: "whole";
      readonly request: CheckedRequest;
      readonly status: number;
      /** As sent, like the encoding; null where there is none. */
      readonly contentType: string | null;
      readonly contentEncoding: string | null;
      /** Where a redirect leads; null where it says nothing of that, and of any other answer. */
      readonly location: string | null;
      readonly body: Body;
      readonly seconds: number;
    }
  /** It began, and had not ended when the time was up. */
  | { readonly kind: "endless"; readonly status: number; readonly contentType: string | null }
  /** Nothing came before the time was up. */
  | { readonly kind: "silent" }
  /** `how` is the rest of a sentence about what listens there, and `state` how far it came. */
  | { readonly kind: "lost"; readonly how: string; readonly state: LossState };

export type AskOptions = {
  /** For the whole response, from when the request is sent. */
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
  /** Receives the body as it arrives. */
  readonly onBody?: (chunk: Buffer) => void;
};

/**
 * Sends one request over a connection of its own.
 * @throws BroadsideError what {@link destinationOf} throws; the signal's reason when it aborts
 */
export async function ask({ url, isRemoteAllowed }: Asked, kind: RequestKind, options: AskOptions): Promise<Answer> {
  const { timeoutSeconds, signal, onBody } = options;
  const destination = await destinationOf(url, isRemoteAllowed);
  const [{ path } = kind] = requestsAt(destination, [kind]);
  signal.throwIfAborted();
  // The path apart: put together with the URL, "//elsewhere/" would name another host.
  const { address: host, port, origin, tls } = destination;
  const headers = Object.fromEntries(requestHeaders(kind, new URL(origin).host, false));
  const send = tls === null ? request : requestSecurely;
  const checked = checkedRequest(kind);
  const body = createBody();
  body.begin(checked.needle);
  const startedAt = performance.now();
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  let begun: IncomingMessage | null = null;
  let receivedBytes = 0;
  const lose = (error: unknown): void => {
    const partial =
      begun === null ? null : { status: begun.statusCode ?? 0, receivedBytes, promisedBytes: lengthOf(begun) };
    resolve({ kind: "lost", how: lossInWords(error, partial), state: lossState(error, begun !== null) });
  };
  const outgoing = send(
    { method: kind.method, host, port, path, headers, agent: false, maxHeaderSize: mostHeadBytes, ...tls },
    (response) => {
      begun = response;
      const status = response.statusCode ?? 0;
      response.on("data", (chunk: Buffer) => {
        receivedBytes += chunk.length;
        takeBody(checked, status, body, chunk);
        onBody?.(chunk);
      });
      response.on("end", () => {
        const seconds = (performance.now() - startedAt) / 1_000;
        const contentEncoding = response.headers["content-encoding"] ?? null;
        const location = status >= 300 && status < 400 ? (response.headers.location ?? null) : null;
        resolve({ kind: "whole", request: checked, ...headOf(response), contentEncoding, location, body, seconds });
      });
      response.on("error", lose);
    },
  );
  outgoing.on("error", lose);
  outgoing.end(bodyBytes(kind));
  const abort = (): void => reject(signal.reason);
  signal.addEventListener("abort", abort);
  const deadline = setTimeout(() => resolve(late(begun)), timeoutSeconds * 1_000);
  try {
    return await promise;
  } finally {
    clearTimeout(deadline);
    signal.removeEventListener("abort", abort);
    outgoing.destroy();
  }
}

function late(begun: IncomingMessage | null): Answer {
  if (begun === null) return { kind: "silent" };
  return { kind: "endless", ...headOf(begun) };
}

function headOf({ statusCode = 0, headers }: IncomingMessage) {
  return { status: statusCode, contentType: headers["content-type"] ?? null };
}

/** What is wrong with an answer, as an error that says what was expected; null for a right one. */
export function problemOf(answer: Answer, kind: RequestKind, timeoutSeconds: number): BroadsideError | null {
  const asked = `${kind.method} ${kind.path}`;
  switch (answer.kind) {
    case "silent":
      return found(
        `${asked} got no response within ${timeoutSeconds} s`,
        "Allow more time with --timeout, or find out what the app is waiting for.",
      );
    case "endless": {
      const { status, contentType } = answer;
      return found(
        `${asked} started to respond (${[status, contentType].filter((part) => part !== null).join(", ")}) but did not finish within ${timeoutSeconds} s`,
        "Only responses that end can be measured: name another path, or a parameter that ends the stream; if this one does end, allow more time with --timeout.",
      );
    }
    case "lost":
      return found(`${asked} failed: ${answer.how}`, lossHints[answer.state]);
    case "whole": {
      const { request: checked, status, body, contentEncoding, location } = answer;
      if (wrongness(checked, status, body) === null) return null;
      const isRightStatus = checked.isRightStatus(status);
      if (location !== null && !isRightStatus) return redirected(asked, kind, status, location);
      const isEncoded = contentEncoding !== null && contentEncoding !== "identity";
      if (isEncoded && isRightStatus) return compressed(asked, kind, status, contentEncoding);
      return found(
        isEncoded
          ? `${asked} returned ${status}, with a body in content-encoding ${contentEncoding}`
          : describeAnswer(checked, status, body),
        `${expectedOf(kind)} Check the path, and what the app needs to serve it.${isRightStatus || status >= 500 ? "" : ` If that is the correct response: --expect-status ${status}.`}${isEncoded ? " To read it, request it uncompressed (--header 'accept-encoding: identity')." : ""}`,
      );
    }
  }
}

/** @throws BroadsideError what {@link problemOf} finds */
export function rightly(
  answer: Answer,
  kind: RequestKind,
  timeoutSeconds: number,
): Extract<Answer, { readonly kind: "whole" }> {
  const problem = problemOf(answer, kind, timeoutSeconds);
  if (problem !== null || answer.kind !== "whole") throw problem ?? new RangeError("a correct response is whole");
  return answer;
}

/** A content type without its parameters, in lower case; null where there is none. */
export function mediaTypeOf(contentType: string | null): string | null {
  return contentType?.split(";", 1)[0]?.trim().toLowerCase() ?? null;
}

const longestLocation = 200;

function redirected(asked: string, kind: RequestKind, status: number, location: string): BroadsideError {
  const isElsewhere = /^(?:https?:)?\/\//i.test(location);
  const inFront = "what its proxy would send (--header 'x-forwarded-proto: https', --header 'host: …')";
  return found(
    `${asked} returned ${status}, a redirect to ${masked(location.slice(0, longestLocation))}`,
    `${expectedOf(kind)} Redirects are not followed: ${isElsewhere ? `send the app ${inFront}, or name a path that it serves itself.` : "name the target of the redirect, or send what the app requires, such as a cookie (--header)."}`,
  );
}

/** A wrong answer that cannot be quoted as it came. */
function compressed(asked: string, kind: RequestKind, status: number, encoding: string): BroadsideError {
  return found(
    `${asked} returned ${status} with a body in content-encoding ${encoding}, whose bytes are compared as received`,
    `${expectedOf(kind)} Request it uncompressed (--header 'accept-encoding: identity'), or drop the expected text.`,
  );
}

function lengthOf({ headers }: IncomingMessage): number | null {
  const length = headers["content-length"];
  return length === undefined ? null : Number(length);
}

function found(message: string, hint: string): BroadsideError {
  return new BroadsideError("app-bad-answer", message, hint);
}

function expectedOf({ expect }: RequestKind): string {
  const status = expect.status === undefined ? "any 2xx status" : `status ${expect.status}`;
  const text = expect.includes === undefined ? "" : ` and ${JSON.stringify(expect.includes)} in the body`;
  return `Expected ${status}${text}.`;
}
