import type { ProbeSample } from "../../targets/protocol.ts";
import { afterEnding, allEnded, BroadsideError } from "../errors.ts";
import { startGenerator, type Generator } from "../load/client.ts";
import {
  type Arm,
  generatorsOf,
  type LoadResult,
  type MeasuredTrial,
  type PlannedTrial,
  type RequestCounts,
  type TrialFailure,
  type TrialResult,
  type TrialSettings,
  type UnreadWorker,
  type WorkerResult,
} from "../model/index.ts";
import { withoutWithheld } from "../secrets.ts";
import { usualPatienceMillis, type Target } from "../process/target.ts";
import { bootArm, stopTargets, unseen, type Booted } from "./boot.ts";
import { askProbes, type Edge } from "./probes.ts";
import type { Readiness } from "./ready.ts";
import { awaitAnswers } from "./who-answers.ts";
import { observeWindow, type WindowResult } from "./window.ts";

/** What a trial is doing, for progress. */
export type Phase = "booting" | `waiting for ${string}` | "warming up" | "measuring" | "stopping";

export type TrialOptions = {
  readonly plan: TrialSettings;
  readonly bootTimeoutSeconds: number;
  readonly signal: AbortSignal;
  readonly onPhase: (phase: Phase) => void;
};

/** Everything that runs during a trial. */
type Stage = Booted & { readonly generator: Generator };

async function setStage(arm: Arm, options: TrialOptions): Promise<Stage> {
  const generating = startGenerator(generatorsOf(arm.load));
  const booting = bootArm(arm, { ...options, ...unseen });
  const [generated, booted] = await Promise.allSettled([generating, booting]);
  if (generated.status === "fulfilled" && booted.status === "fulfilled") {
    return { generator: generated.value, ...booted.value };
  }
  if (generated.status === "fulfilled") await generated.value.close();
  if (booted.status === "rejected") throw booted.reason;
  const { target, dependencies } = booted.value;
  const reason: unknown = generated.status === "rejected" ? generated.reason : null;
  throw await afterEnding(reason, stopTargets([target, ...dependencies]));
}

async function clearStage({ generator, target, dependencies }: Stage): Promise<void> {
  await allEnded([generator.close(), stopTargets([target, ...dependencies])]);
}

function failureOf({ code, message, hint }: BroadsideError): TrialFailure {
  return { code, message: withoutWithheld(message), hint: withoutWithheld(hint) };
}

/** Ends everything once it has been measured: what cannot be ended is told, and the figures stand. */
async function endStage(
  stage: Stage,
): Promise<{ readonly stopSeconds: number; readonly failure: TrialFailure | null }> {
  const startedAt = performance.now();
  let failure: TrialFailure | null = null;
  try {
    await clearStage(stage);
  } catch (error) {
    if (!(error instanceof BroadsideError)) throw error;
    failure = failureOf(error);
  }
  return { stopSeconds: (performance.now() - startedAt) / 1000, failure };
}

function addReadiness(counts: RequestCounts, readiness: Readiness): RequestCounts {
  const answered = readiness.responses.length;
  return {
    ...counts,
    sent: counts.sent + readiness.sent,
    completed: counts.completed + answered,
    failed: counts.failed + readiness.sent - answered,
  };
}

/** The workers' results, with the counts of their whole life as they stand when the load has ended. */
function withLifetime(
  workers: readonly WorkerResult[] | null,
  samples: readonly ProbeSample[],
): readonly WorkerResult[] | null {
  if (workers === null) return null;
  return workers.map((worker) => {
    const last = samples.find(({ pid, threadId }) => pid === worker.pid && threadId === worker.threadId);
    if (last === undefined) return worker;
    return { ...worker, lifetimeStarted: last.requestsStarted, lifetimeFinished: last.requestsFinished };
  });
}

function pidsOf(target: Target): readonly number[] {
  return target.processes.map(({ pid }) => pid).concat(target.groupId);
}

type Driven = { readonly load: LoadResult; readonly window: WindowResult; readonly last: Edge | null };

/** How much longer than its slowest request a worker may be busy with what nobody waits for any more. */
const patienceInRequests = 3;

/** The counts of the workers' whole life, when nothing is sent any more: they are held against the client's. */
async function askLast(observed: Target | null, load: LoadResult): Promise<Edge | null> {
  if (observed === null) return null;
  const slowestSeconds = load.latency.micros.max / 1e6;
  const patienceSeconds = Math.max(usualPatienceMillis / 1_000, patienceInRequests * slowestSeconds);
  return askProbes(observed, { resetDelay: false, patienceSeconds });
}

/** Workers whose counts are not those of the window, or of their life. */
function unreadOf({ unread }: WindowResult, last: Edge | null): readonly UnreadWorker[] {
  const silent = (last?.missing ?? []).filter(
    ({ pid, threadId, serves }) => serves && !unread.some((one) => one.pid === pid && one.threadId === threadId),
  );
  return [
    ...unread,
    ...silent.map(({ pid, threadId, role }): UnreadWorker => ({
      pid,
      threadId,
      role,
      edge: "last",
      lateSeconds: null,
    })),
  ];
}

/** Warm-up, window and drain, with the target observed at the window's edges. */
async function drive(stage: Stage, arm: Arm, trial: PlannedTrial, options: TrialOptions): Promise<Driven> {
  const { target, observed, generator, dependencies } = stage;
  const { plan, onPhase } = options;
  const signal = AbortSignal.any([options.signal, target.broken, ...dependencies.map(({ broken }) => broken)]);
  const helperPids = dependencies.flatMap(pidsOf).concat(generator.pids);
  const observer = observeWindow(observed, helperPids, {
    measuredSeconds: plan.measuredSeconds,
    followsSpeed: plan.gate !== undefined,
  });
  onPhase("warming up");
  const loading = generator.run(
    {
      url: target.url,
      isRemoteAllowed: target.isRemoteAllowed,
      requests: plan.requests,
      load: arm.load,
      warmupSeconds: plan.warmupSeconds,
      measuredSeconds: plan.measuredSeconds,
      seed: plan.seed + trial.block,
      ...(plan.drainSeconds === undefined ? {} : { drainSeconds: plan.drainSeconds }),
      ...(plan.answerSeconds === undefined ? {} : { answerSeconds: plan.answerSeconds }),
    },
    {
      onWarmup: () => observer.warmUp(plan.warmupSeconds),
      onWindowStart: () => {
        observer.start();
        onPhase("measuring");
      },
      onWindowEnd: observer.end,
      signal,
    },
  );
  const load = await loading.catch((error: unknown) => {
    observer.cancel();
    // The generator only knows that it was stopped; the signal knows why.
    throw signal.aborted ? signal.reason : error;
  });
  const window = await observer.result;
  return { load, window, last: await askLast(observed, load) };
}

async function measure(stage: Stage, arm: Arm, trial: PlannedTrial, options: TrialOptions) {
  const { plan } = options;
  const signal = AbortSignal.any([options.signal, stage.target.broken]);
  const readiness = await awaitAnswers(stage, plan.requests, {
    timeoutSeconds: arm.load.timeoutSeconds,
    signal,
    onWait: (what) => options.onPhase(`waiting for ${what}`),
  });
  return { readiness, ...(await drive(stage, arm, trial, options)) };
}

/**
 * Boots an arm fresh, warms it up, measures it once, stops it and proves that nothing is left.
 * A failure of the target or the generator is a result; only an interruption, or a bug, rejects.
 */
export async function runTrial(arm: Arm, trial: PlannedTrial, options: TrialOptions): Promise<TrialResult> {
  const began = performance.now();
  const base = { ...trial, startedAt: new Date().toISOString() };
  const elapsed = (): number => (performance.now() - began) / 1000;
  let isUnderLoad = false;
  options.onPhase("booting");
  try {
    const stage = await setStage(arm, options);
    let measured;
    try {
      measured = await measure(stage, arm, trial, {
        ...options,
        onPhase: (phase) => {
          isUnderLoad ||= phase === "warming up";
          options.onPhase(phase);
        },
      });
    } catch (error) {
      throw await afterEnding(error, clearStage(stage));
    }
    options.onPhase("stopping");
    const { stopSeconds, failure } = await endStage(stage);
    const { readiness, load, window, last } = measured;
    const unread = unreadOf(window, last);
    const { nodeVersion = null, poolThreads = null } = stage.observed ?? {};
    return {
      ...base,
      status: "measured",
      scheme: stage.target.scheme,
      ...(nodeVersion === null ? {} : { nodeVersion }),
      ...(poolThreads === null ? {} : { poolThreads }),
      responses: readiness.responses,
      times: {
        bootSeconds: stage.target.bootSeconds,
        readySeconds: readiness.seconds,
        warmupSeconds: options.plan.warmupSeconds,
        measuredSeconds: load.windowSeconds,
        drainSeconds: load.drainSeconds,
        stopSeconds,
        totalSeconds: elapsed(),
      },
      load: {
        ...load,
        failures: load.failures.map((one) => ({ ...one, example: withoutWithheld(one.example) })),
        lifetime: addReadiness(load.lifetime, readiness),
      },
      workers: withLifetime(window.workers, last?.samples ?? []),
      processes: window.processes,
      ...(window.observedSeconds === undefined ? {} : { observedSeconds: window.observedSeconds }),
      ...(unread.length === 0 ? {} : { unread }),
      machine: window.machine,
      ...(window.memory === undefined ? {} : { memory: window.memory }),
      ...(window.throttling.length === 0 ? {} : { throttling: window.throttling }),
      ...(window.generatorThrottling.length === 0 ? {} : { generatorThrottling: window.generatorThrottling }),
      ...(failure === null ? {} : { stopFailure: failure }),
    } satisfies MeasuredTrial;
  } catch (error) {
    if (options.signal.aborted) throw options.signal.reason;
    if (!(error instanceof BroadsideError)) throw error;
    const failure: TrialFailure = { ...failureOf(error), ...(isUnderLoad ? { isUnderLoad: true } : {}) };
    return { ...base, status: "failed", failure, totalSeconds: elapsed() };
  }
}
