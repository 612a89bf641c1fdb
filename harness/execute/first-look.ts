import { afterEnding } from "../errors.ts";
import type { Arm, RequestKind } from "../model/index.ts";
import { ask, mediaTypeOf, rightly, type Asked } from "./ask.ts";
import { keepBody } from "./kept-body.ts";
import { awaitAnswers } from "./who-answers.ts";
import type { WaitOptions } from "./ready.ts";
import { bootArm, stopTargets, unseen } from "./boot.ts";
import type { TrialOptions } from "./trial.ts";

type RunOptions = Pick<TrialOptions, "plan" | "bootTimeoutSeconds" | "signal"> & Pick<WaitOptions, "onWait">;

/** The first answer to a kind of request may be slow for filling a cache; from so long on another is looked at. */
const slowSeconds = 0.1;

/**
 * Boots an arm once and asks for each kind of request, so that an app that cannot be measured at all is
 * reported before a run is begun. Resolves to how long the slowest kind of request takes when nobody else asks, seconds.
 * Rejects with the BroadsideError that says why.
 */
export async function checkArm(arm: Arm, options: RunOptions): Promise<number> {
  return withArm(arm, options, async (asked, signal) => {
    const { timeoutSeconds } = arm.load;
    let slowest = 0;
    for (const kind of options.plan.requests) {
      const look = (): Promise<SeenAnswer> => lookAt(asked, kind, timeoutSeconds, signal);
      const first = await look();
      const best = first.seconds < slowSeconds ? first : await look();
      slowest = Math.max(slowest, Math.min(first.seconds, best.seconds));
    }
    return slowest;
  });
}

/** Bytes of an answer that are kept to be compared; of a longer one the rest is known by its digest. */
const keptBytes = 8 * 1024 * 1024;

/** An answer of an arm to one kind of request. */
export type SeenAnswer = {
  readonly request: string;
  readonly status: number;
  /** Without its parameters, in lower case; null where there is none. */
  readonly contentType: string | null;
  /** What is meant: decompressed, where it came compressed. Of a long one the beginning, with the digest of the whole. */
  readonly body: Buffer;
  /** The body is what came over the wire, to the byte. */
  readonly isPlain: boolean;
  /** How long the whole answer took. */
  readonly seconds: number;
};

/** Boots an arm once, and asks twice for each kind of request. Rejects as {@link checkArm} does. */
export async function answersOf(arm: Arm, options: RunOptions): Promise<readonly SeenAnswer[]> {
  const kinds = options.plan.requests.flatMap((kind) => [kind, kind]);
  return withArm(arm, options, async (asked, signal) => {
    const seen: SeenAnswer[] = [];
    for (const kind of kinds) seen.push(await lookAt(asked, kind, arm.load.timeoutSeconds, signal));
    return seen;
  });
}

/** @throws BroadsideError `app-bad-answer` when the answer is not right, or not whole in time */
async function lookAt(
  asked: Asked,
  kind: RequestKind,
  timeoutSeconds: number,
  signal: AbortSignal,
): Promise<SeenAnswer> {
  const kept = keepBody(keptBytes);
  const answer = await ask(asked, kind, { timeoutSeconds, signal, onBody: kept.add });
  const { status, contentType, contentEncoding, seconds } = rightly(answer, kind, timeoutSeconds);
  const seen = { request: kind.name, status, contentType: mediaTypeOf(contentType), seconds };
  return { ...seen, ...(await kept.meant(contentEncoding)) };
}

/** Boots an arm, waits until it answers rightly, and stops it when `use` has ended. */
async function withArm<Result>(
  arm: Arm,
  options: RunOptions,
  use: (asked: Asked, signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const booted = await bootArm(arm, { ...options, ...unseen });
  const { target, dependencies } = booted;
  const stop = (): Promise<void> => stopTargets([target, ...dependencies]);
  let result: Result;
  try {
    const signal = AbortSignal.any([options.signal, target.broken]);
    const { timeoutSeconds } = arm.load;
    await awaitAnswers(booted, options.plan.requests, { ...options, timeoutSeconds, signal });
    result = await use(target, signal);
  } catch (error) {
    throw await afterEnding(error, stop());
  }
  await stop();
  return result;
}
