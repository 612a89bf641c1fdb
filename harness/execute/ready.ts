import { request } from "node:http";
import { request as requestSecurely } from "node:https";
import { setTimeout as delay } from "node:timers/promises";
import { BroadsideError, messageOf } from "../errors.ts";
import { checkedRequest, describeAnswer, wrongness } from "../load/answer.ts";
import { destinationOf, requestsAt } from "../load/destination.ts";
import { bodyBytes, requestHeaders } from "../load/wire.ts";
import type { Endpoint } from "../process/target.ts";
import type { RequestKind } from "../model/index.ts";

const retryMillis = 50;

export type Answer = {
  readonly status: number;
  /** As sent; null where there is none. */
  readonly contentType: string | null;
  readonly contentEncoding: string | null;
  readonly body: readonly Buffer[];
};

/** What is asked: a base URL that may be of another machine only where that was allowed. */
export type Asked = Pick<Endpoint, "url" | "isRemoteAllowed">;

/** Asks once, over a connection of its own. Rejects when no whole answer comes in time. */
export async function ask(
  { url, isRemoteAllowed }: Asked,
  kind: RequestKind,
  timeoutSeconds: number,
  signal: AbortSignal,
): Promise<Answer> {
  const destination = await destinationOf(url, isRemoteAllowed);
  const [{ path } = kind] = requestsAt(destination, [kind]);
  return new Promise((resolve, reject) => {
    // The path apart: put together with the URL, "//elsewhere/" would name another host.
    const { address: host, port, origin, tls } = destination;
    const headers = Object.fromEntries(requestHeaders(kind, new URL(origin).host, false));
    const options = { method: kind.method, headers, agent: false, timeout: timeoutSeconds * 1000, signal } as const;
    const outgoing = (tls === null ? request : requestSecurely)(
      { host, port, path, ...options, ...tls },
      (response) => {
        const body: Buffer[] = [];
        response.on("data", (chunk: Buffer) => body.push(chunk));
        const { statusCode: status = 0, headers: said } = response;
        const contentType = said["content-type"] ?? null;
        const contentEncoding = said["content-encoding"] ?? null;
        response.on("end", () => resolve({ status, contentType, contentEncoding, body }));
        response.on("error", reject);
      },
    );
    outgoing.on("timeout", () => outgoing.destroy(new Error(`no answer within ${timeoutSeconds} s`)));
    outgoing.on("error", reject);
    outgoing.end(bodyBytes(kind));
  });
}

/** Asks once; null when the answer is right, otherwise what is wrong with it. */
async function tryOnce(
  asked: Asked,
  kind: RequestKind,
  timeoutSeconds: number,
  signal: AbortSignal,
): Promise<string | null> {
  let answer: Answer;
  try {
    answer = await ask(asked, kind, timeoutSeconds, signal);
  } catch (error) {
    if (error instanceof BroadsideError) throw error;
    return `${kind.method} ${kind.path} was not answered: ${messageOf(error)}`;
  }
  const checked = checkedRequest(kind);
  const { status, body } = answer;
  return wrongness(checked, status, body) === null ? null : describeAnswer(checked, status, body);
}

function expected({ expect }: RequestKind): string {
  const status = expect.status === undefined ? "any 2xx status" : `status ${expect.status}`;
  return expect.includes === undefined ? status : `${status} and ${JSON.stringify(expect.includes)} in the body`;
}

/** What the readiness check cost the target, so that its requests are not missed in the reconciliation. */
export type Readiness = { readonly seconds: number; readonly answered: number; readonly sent: number };

/**
 * Asks for each kind of request until it is answered rightly.
 * Rejects with `app-bad-answer` when one is not while it is asked again, or with the signal's reason when it aborts.
 */
export async function awaitReady(
  asked: Asked & Pick<Endpoint, "patienceSeconds">,
  requests: readonly RequestKind[],
  timeoutSeconds: number,
  signal: AbortSignal,
): Promise<Readiness> {
  signal.throwIfAborted();
  const startedAt = performance.now();
  let sent = 0;
  for (const kind of requests) {
    for (;;) {
      sent++;
      const problem = await tryOnce(asked, kind, timeoutSeconds, signal);
      signal.throwIfAborted();
      if (problem === null) break;
      if (performance.now() - startedAt > asked.patienceSeconds * 1_000) {
        throw new BroadsideError(
          "app-bad-answer",
          problem,
          `Expected was ${expected(kind)}. Check the path, and what the app needs to answer it.`,
        );
      }
      await delay(retryMillis);
      signal.throwIfAborted();
    }
  }
  return { seconds: (performance.now() - startedAt) / 1000, answered: requests.length, sent };
}
