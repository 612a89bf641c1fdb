import { setTimeout as delay } from "node:timers/promises";
import { BroadsideError } from "../errors.ts";
import { withholdSecrets } from "../secrets.ts";
import { responseForm } from "../answers/response.ts";
import type { RequestKind, ResponseForm } from "../model/index.ts";
import type { Endpoint } from "../process/target.ts";
import { ask, mediaTypeOf, problemOf, rightly, type Answer, type Asked } from "./ask.ts";
import { keepBody } from "./kept-body.ts";

const retryMillis = 50;
/** After so long without a right answer it is said what is waited for. */
const silentMillis = 1_000;

/** Of longer bodies the form is not known but for their type. */
const formBytes = 1024 * 1024;

/** What the readiness check cost the target, so that its requests are not missed in the reconciliation. */
export type Readiness = {
  readonly seconds: number;
  readonly sent: number;
  /** The right response to each kind of request. */
  readonly responses: readonly ResponseForm[];
};

export type WaitOptions = {
  /** What each response may take as a whole. */
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
  /** Called when a right answer does not come at once, and when the reason changes: `GET /items: 503 …`. */
  readonly onWait?: (what: string) => void;
};

/**
 * Sends each kind of request until it is answered rightly.
 * Rejects with `app-bad-answer` when one is not while the endpoint's patience lasts, or at once for an answer that does
 * not end, and with the signal's reason when it aborts.
 */
export async function awaitReady(
  asked: Asked & Pick<Endpoint, "patienceSeconds">,
  requests: readonly RequestKind[],
  options: WaitOptions,
): Promise<Readiness> {
  const { timeoutSeconds, signal } = options;
  signal.throwIfAborted();
  for (const { headers } of requests) withholdSecrets(headers);
  const startedAt = performance.now();
  const waiting = tellWaiting(startedAt, options);
  const responses: ResponseForm[] = [];
  let sent = 0;
  try {
    for (const kind of requests) {
      waiting.isFor(`a response to ${kind.method} ${kind.path}`);
      for (;;) {
        sent++;
        const kept = keepBody(formBytes);
        const answer = await ask(asked, kind, { timeoutSeconds, signal, onBody: kept.add });
        const problem = problemOf(answer, kind, timeoutSeconds);
        signal.throwIfAborted();
        if (problem === null) {
          const { status, contentType, contentEncoding } = rightly(answer, kind, timeoutSeconds);
          const seen = { request: kind.name, status, contentType: mediaTypeOf(contentType) };
          responses.push(responseForm(seen, (await kept.meant(contentEncoding)).body));
          break;
        }
        if (answer.kind === "endless") throw problem;
        if (performance.now() - startedAt > asked.patienceSeconds * 1_000) {
          throw atLast(problem, answer, asked);
        }
        waiting.isFor(`a correct response: ${problem.message}`);
        await delay(retryMillis);
        signal.throwIfAborted();
      }
    }
  } finally {
    waiting.end();
  }
  return { seconds: (performance.now() - startedAt) / 1000, sent, responses };
}

/** Whether an app that is still starting may answer so: with a wrong status, but not with what is not HTTP. */
function mayBeStarting(answer: Answer): boolean {
  return answer.kind === "whole" || (answer.kind === "lost" && !["tls", "cut", "unreadable"].includes(answer.state));
}

/** What was wrong with an answer, when the endpoint's patience has ended. */
function atLast(
  problem: BroadsideError,
  answer: Answer,
  { patienceSeconds }: Pick<Endpoint, "patienceSeconds">,
): BroadsideError {
  if (answer.kind === "silent" || answer.kind === "endless") return problem;
  const { code, message, hint } = withStartHint(problem, answer);
  return new BroadsideError(code, `${message}, still the same after ${patienceSeconds} s`, hint);
}

/** The problem with what to do about it where the app may only have been starting still. */
export function withStartHint(problem: BroadsideError, answer: Answer): BroadsideError {
  if (!mayBeStarting(answer)) return problem;
  const { code, message, hint } = problem;
  return new BroadsideError(code, message, `${hint} If it only needs longer to start, raise --boot-timeout.`);
}

/** Says what is waited for, once that has lasted and whenever it has changed. */
function tellWaiting(startedAt: number, { onWait }: WaitOptions) {
  let what = "";
  let told = "";
  const tell = (): void => {
    if (told === what) return;
    told = what;
    onWait?.(what);
  };
  const timer = setTimeout(tell, silentMillis);
  return {
    isFor: (next: string): void => {
      what = next;
      if (performance.now() - startedAt > silentMillis) tell();
    },
    end: () => clearTimeout(timer),
  };
}
