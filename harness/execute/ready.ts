import { request } from "node:http";
import { request as requestSecurely } from "node:https";
import { setTimeout as delay } from "node:timers/promises";
import { BroadsideError, messageOf } from "../errors.ts";
import { checkedRequest, describeAnswer, wrongness } from "../load/answer.ts";
import { loopbackOrigin, loopbackTls } from "../load/loopback.ts";
import { bodyBytes, requestHeaders } from "../load/wire.ts";
import type { RequestKind } from "../model/index.ts";

/** An app that answers wrongly at first (it may still be connecting to something) is asked again for this long. */
const patienceMillis = 5_000;
const retryMillis = 50;

export type Answer = { readonly status: number; readonly body: readonly Buffer[] };

/** Asks once, over a connection of its own. Rejects when no whole answer comes in time. */
export function ask(url: string, kind: RequestKind, timeoutSeconds: number, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { host, hostname, port, protocol } = new URL(loopbackOrigin(url));
    // The path apart: put together with the URL, "//elsewhere/" would name another host.
    const place = { host: hostname.replace(/^\[|\]$/g, ""), port, path: kind.path };
    const headers = Object.fromEntries(requestHeaders(kind, host, false));
    const isSecure = protocol === "https:";
    const options = { method: kind.method, headers, agent: false, timeout: timeoutSeconds * 1000, signal } as const;
    const outgoing = (isSecure ? requestSecurely : request)(
      { ...place, ...options, ...(isSecure ? loopbackTls : {}) },
      (response) => {
        const body: Buffer[] = [];
        response.on("data", (chunk: Buffer) => body.push(chunk));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
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
  url: string,
  kind: RequestKind,
  timeoutSeconds: number,
  signal: AbortSignal,
): Promise<string | null> {
  let answer: Answer;
  try {
    answer = await ask(url, kind, timeoutSeconds, signal);
  } catch (error) {
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
 * Rejects with `app-bad-answer` when one is not within five seconds, or with the signal's reason when it aborts.
 */
export async function awaitReady(
  url: string,
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
      const problem = await tryOnce(url, kind, timeoutSeconds, signal);
      signal.throwIfAborted();
      if (problem === null) break;
      if (performance.now() - startedAt > patienceMillis) {
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
