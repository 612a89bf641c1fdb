import { once } from "node:events";
import { connect } from "node:net";
import { BroadsideError } from "../errors.ts";
import { requestBytes } from "../load/wire.ts";
import type { RequestKind } from "../model/index.ts";
import { appWords, inLines } from "../process/app-words.ts";
import { bytes } from "../units.ts";
import type { Endpoint, Target } from "../process/target.ts";
import { ask, problemOf, type Asked } from "./ask.ts";
import { awaitReady, withStartHint, type Readiness, type WaitOptions } from "./ready.ts";

/** What is asked; `observed` is null where it is not ours, and nothing is known of what it is made of. */
type Answering = {
  readonly target: Asked & Pick<Endpoint, "patienceSeconds">;
  readonly observed: Pick<Target, "behind" | "output"> | null;
};

async function isListening(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** An error with what the app has printed of trouble: the reason of a wrong answer is mostly there and not in the answer. */
async function withWords(error: BroadsideError, observed: Pick<Target, "output">): Promise<BroadsideError> {
  const words = appWords(await observed.output());
  if (!words.isTrouble) return error;
  const { code, message, hint } = error;
  return new BroadsideError(code, `${message}; the app printed:${inLines(words)}`, hint, { cause: error });
}

function closed(): BroadsideError {
  return new BroadsideError(
    "app-closed",
    "the app no longer listens: it closed the server it had opened",
    "A server must keep listening: look for what calls its close(), and for what the app needs to keep running.",
  );
}

/** The largest line and headers among the requests, in bytes. */
function headBytesOf(requests: readonly RequestKind[]): number {
  const heads = requests.map((kind) => requestBytes({ ...kind, body: "" }, "127.0.0.1:65535", true).length);
  return Math.max(0, ...heads);
}

function refused(front: string, requests: readonly RequestKind[], { message }: BroadsideError): BroadsideError {
  return new BroadsideError(
    "front-refused",
    `behind ${front}, ${message}; the app itself responds to the same request as expected`,
    `${front} does not pass this on, the app is fine: leave this target out, or find what it cannot pass on in the request (its line and headers have ${bytes(headBytesOf(requests))}) or in the response.`,
  );
}

/** Whose the wrong answer was that the target gave: the app's, that of what stands in front of it, or nobody's any more. */
async function explain(
  { target, observed }: Answering,
  requests: readonly RequestKind[],
  { timeoutSeconds, signal }: WaitOptions,
  error: BroadsideError,
): Promise<BroadsideError> {
  if (observed === null) return error;
  const { behind } = observed;
  if (!(await isListening(behind?.url ?? target.url))) return withWords(closed(), observed);
  if (behind === null) return withWords(error, observed);
  for (const kind of requests) {
    const answer = await ask({ url: behind.url, isRemoteAllowed: false }, kind, { timeoutSeconds, signal });
    // In the app's own words: what is in front may have put others in their place. It is asked once, not for so long.
    const own = problemOf(answer, kind, timeoutSeconds);
    if (own !== null) return withWords(withStartHint(own, answer), observed);
  }
  return refused(behind.front, requests, error);
}

/**
 * Sends each kind of request until it is answered rightly.
 * Rejects as `awaitReady` does, but with `front-refused` where only what stands in front of the app answers otherwise, and
 * with `app-closed` where the app has stopped listening.
 */
export async function awaitAnswers(
  answering: Answering,
  requests: readonly RequestKind[],
  options: WaitOptions,
): Promise<Readiness> {
  try {
    return await awaitReady(answering.target, requests, options);
  } catch (error) {
    if (!(error instanceof BroadsideError) || error.code !== "app-bad-answer") throw error;
    throw await explain(answering, requests, options, error);
  }
}
