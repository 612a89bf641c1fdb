import type { ArmSummary } from "../../model/index.ts";
import { duration, list, percent, plural } from "../../units.ts";
import { besideInWords, ownersBeside } from "../beside.ts";
import { limitThresholds, whyPrimary } from "../bottleneck.ts";
import { generatorCores } from "../generator.ts";
import { frontCores, offLoopCores, poolWaitOf, workerCores } from "../parts.ts";
import { inWords, overTrials, type Clues, type Search } from "./evidence.ts";

/** A primary or a proxy of one process that is full, whatever its workers could do. */
export const dispatchFull: Search = (clues) =>
  clues.arms.flatMap((arm) =>
    (["primary", "proxy"] as const).flatMap((role) => {
      const shape = clues.plan.arms.find(({ id }) => id === arm.armId);
      const cores = overTrials(clues, arm, (trial) => frontCores(trial, role));
      if (arm.bottleneck?.limit !== role || shape === undefined) return [];
      if (cores === null || cores.low < limitThresholds.roleCores) return [];
      const workers = overTrials(clues, arm, workerCores);
      const idle = workers === null ? "" : `, while its workers used ${percent(workers.value, 2)} of a core each`;
      const why =
        role === "primary"
          ? `${whyPrimary(shape)}; further workers add nothing`
          : "every request passes through that one process twice, so the hop is the limit and further workers add nothing";
      return [
        {
          code: `${role}-saturated`,
          armIds: [arm.armId],
          figures: { cores: cores.value, coresLow: cores.low },
          sentence: `${arm.armId}: the ${role} used ${percent(cores.value, 2)} of a core${idle}: ${why}.`,
        },
      ];
    }),
  );

/** Arms whose figures are as much the generator's as their own. */
export const generatorFull: Search = (clues) => {
  const full = clues.arms.flatMap((arm) => {
    const cores = overTrials(clues, arm, generatorCores);
    return cores !== null && arm.bottleneck?.limit === "generator" ? [{ arm, cores }] : [];
  });
  if (full.length === 0) return [];
  const armIds = full.map(({ arm }) => arm.armId);
  const most = Math.max(...full.map(({ cores }) => cores.value));
  return [
    {
      code: "generator-limit",
      armIds,
      figures: { generatorCores: most },
      sentence: `${list(armIds)}: the load generator used up to ${percent(most, 2)} of its core: it may be the limit. These arms may be able to do more, and their similarity, or the gap to others, may be caused by the generator.`,
    },
  ];
};

/** libuv's default, and the most that it takes. */
const usualPoolThreads = 4;
const mostPoolThreads = 1_024;

/** Of each process, as a worker's environment said; in older runs as the plan did. */
function poolThreadsOf({ trials, plan }: Clues, { armId }: ArmSummary): number {
  const seen = trials.find((trial) => trial.armId === armId)?.poolThreads;
  return seen ?? plan.fair.uvThreadpoolSize ?? usualPoolThreads;
}

/** Work that waits for a thread of libuv's pool while event loops are idle. */
export const poolFull: Search = (clues) =>
  clues.arms.flatMap((arm) => {
    if (arm.bottleneck?.limit !== "pool") return [];
    const wait = overTrials(clues, arm, poolWaitOf);
    if (wait === null || wait.low < limitThresholds.poolWaitMicros) return [];
    const shared = clues.trials.some(
      ({ armId, workers }) => armId === arm.armId && workers?.some((one) => one.threadId > 0) === true,
    );
    const poolThreads = poolThreadsOf(clues, arm);
    const whose = shared
      ? `all threads of its process share ${plural(poolThreads, "thread")} of the pool`
      : `each of its processes has ${plural(poolThreads, "thread")} in the pool`;
    return [
      {
        code: "pool-limit",
        armIds: [arm.armId],
        figures: { poolWaitMicros: wait.value, poolThreads },
        sentence: `${arm.armId}: work waited ${duration(wait.value)} for a thread of libuv's pool (files, DNS, crypto) while event loops were idle: ${whose}. More processes give it more threads, and so does, for your own app, --env UV_THREADPOOL_SIZE=${Math.min(mostPoolThreads, 4 * poolThreads)}.`,
      },
    ];
  });

/** Cores that one process used beside its JavaScript, from which it is said. */
const notablePoolCores = 0.5;

/** What worked beside an event loop, as a clause; where the names of threads do not tell, without a guess. */
function whatWorked(clues: Clues, arm: ArmSummary): string {
  const trials = clues.trials.filter(({ armId }) => armId === arm.armId);
  const [most] = ownersBeside(trials);
  if (most === undefined) return "other threads of the process, whose names do not identify them, were busy meanwhile";
  const pool = `libuv's pool runs files, DNS and crypto on ${plural(poolThreadsOf(clues, arm), "thread")} of each process`;
  return most.owner === "libuv's pool" ? pool : `in cores, ${besideInWords(trials)}`;
}

/** One process that uses more than a core, because others of its threads work beside its event loop. */
export const poolWorks: Search = (clues) =>
  clues.arms.flatMap((arm) => {
    if (!arm.isSingle) return [];
    const beside = overTrials(clues, arm, offLoopCores);
    const whole = overTrials(clues, arm, workerCores);
    if (beside === null || whole === null || beside.low < notablePoolCores || whole.low <= 1) return [];
    return [
      {
        code: "pool-works-beside",
        armIds: [arm.armId],
        figures: { processCores: whole.value, besideCores: beside.value },
        sentence: `${arm.armId}: one process used ${inWords(whole)} cores, ${inWords(beside)} of them outside its event loop: ${whatWorked(clues, arm)}. One process already uses several cores.`,
      },
    ];
  });
