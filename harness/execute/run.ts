import { endedByTime, isTimeUp, remainingTrials, withResult, type Course } from "../course.ts";
import { afterEnding } from "../errors.ts";
import type { Arm, PlannedTrial, Plan, RequestKind, Run, TrialFailure, TrialResult } from "../model/index.ts";
import { ask, mediaTypeOf, rightly, type Asked } from "./ask.ts";
import { keepBody } from "./kept-body.ts";
import { awaitAnswers } from "./who-answers.ts";
import type { WaitOptions } from "./ready.ts";
import { bootArm, stopTargets, unseen } from "./boot.ts";
import { runTrial, type Phase, type TrialOptions } from "./trial.ts";

export type RunEvents = {
  readonly onPhase: (trial: PlannedTrial, arm: Arm, phase: Phase) => void;
  /** Called as each trial ends, outside any measured window, with the run as it then stands; the next one waits for it. */
  readonly onTrial: (result: TrialResult, run: Run) => Promise<void>;
};

type RunOptions = Pick<TrialOptions, "plan" | "bootTimeoutSeconds" | "signal"> & Pick<WaitOptions, "onWait">;

export type ExecuteOptions = Omit<RunOptions, "plan"> & {
  readonly course: Course;
  /** When nothing further is begun, on the clock of `performance.now()`; Infinity for no limit. */
  readonly untilMillis: number;
  /** What becomes of the run then: it ends, or it can be gone on with. */
  readonly whenTimeIsUp: "end" | "pause";
  /** What can still be followed later of what is advised about a failure; by default all of it. */
  readonly lastingHint?: (hint: string) => string;
};

function armOf(plan: Plan, armId: string): Arm {
  const arm = plan.arms.find(({ id }) => id === armId);
  if (arm === undefined) throw new RangeError(`the plan has no arm "${armId}"`);
  return arm;
}

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

function withHint(result: TrialResult, hintFor: (hint: string) => string): TrialResult {
  const lasting = (failure: TrialFailure): TrialFailure => ({ ...failure, hint: hintFor(failure.hint) });
  if (result.status === "failed") return { ...result, failure: lasting(result.failure) };
  return result.stopFailure === undefined ? result : { ...result, stopFailure: lasting(result.stopFailure) };
}

/**
 * Carries out what is left of a run, one trial after another. Its course may add blocks to it, or end it; so does a
 * time limit, before the next trial. Resolves to the run as it then stands, and rejects with the signal's reason when it
 * is interrupted.
 */
export async function executeRun(run: Run, options: ExecuteOptions, events: RunEvents): Promise<Run> {
  const { course, signal, untilMillis, whenTimeIsUp } = options;
  let current = run;
  for (let [trial] = remainingTrials(current); trial !== undefined; [trial] = remainingTrials(current)) {
    signal.throwIfAborted();
    const secondsLeft = (untilMillis - performance.now()) / 1_000;
    if (whenTimeIsUp === "pause" ? secondsLeft <= 0 : isTimeUp(current, secondsLeft))
      return whenTimeIsUp === "pause" ? current : endedByTime(current);
    const { plan } = current;
    const planned = trial;
    const arm = armOf(plan, planned.armId);
    const result = await runTrial(arm, planned, {
      ...options,
      plan,
      onPhase: (phase) => events.onPhase(planned, arm, phase),
    });
    const lasting = options.lastingHint === undefined ? result : withHint(result, options.lastingHint);
    current = withResult(current, lasting, course);
    await events.onTrial(lasting, current);
  }
  return current;
}
