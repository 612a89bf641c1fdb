import type { Bottleneck, MeasuredTrial, StatedArm } from "../model/index.ts";
import { coresInWords, duration, list, percent, plural, significant } from "../units.ts";
import { disturbanceThresholds } from "./disturbance.ts";
import { isGeneratorFull } from "./generator.ts";
import { partsOf, type Parts } from "./parts.ts";

/** Cores used, from which a part is taken to be the limit. */
export const limitThresholds = {
  roleCores: 0.85,
  workerCores: 0.85,
  machineBusyShare: 0.95,
  /** Less busy than this, what waits does not wait for a core. */
  machineFreeShare: 0.8,
  /** Of what keeps a machine busy, the part of other programs from which they are the limit. */
  foreignPartOfBusy: 0.5,
  throttledShare: 0.5,
  /** Below this, and all else below it too, nobody was busy. */
  idleCores: 0.5,
  /** Half of the requests for a thread of libuv's pool wait this long, µs, */
  poolWaitMicros: 1_000,
  /** while event loops are idle more than this, so that it is not for them that they wait. */
  idleLoopUtilization: 0.5,
} as const;

type Limit = Pick<Bottleneck, "limit" | "sentence">;

/** What is judged: what each part used, and how the arm is asked. */
type Load = Parts & Pick<StatedArm, "facts" | "load">;

type Rule = (load: Load) => Limit | null;

/** The first that applies names the limit. The generator comes first: what it could not send says nothing of the arm. */
const rules: readonly Rule[] = [
  ({ generator, busiest }) =>
    isGeneratorFull(generator)
      ? {
          limit: "generator",
          sentence: `The ${busiest}generator used ${core(generator)}: it may be the limit, not the arm.`,
        }
      : null,
  ({ isObserved }) =>
    isObserved ? null : { limit: "not-observed", sentence: "Its processes were not observed: its limit is unknown." },
  ({ primary, ...arm }) =>
    primary !== null && primary >= limitThresholds.roleCores
      ? { limit: "primary", sentence: `The primary used ${core(primary)}: ${whyPrimary(arm)}.` }
      : null,
  ({ proxy, proxyName }) =>
    proxy !== null && proxy >= limitThresholds.roleCores
      ? { limit: "proxy", sentence: `${proxyName} used ${core(proxy)}: forwarding is the limit.` }
      : null,
  ({ acceptor }) =>
    acceptor !== null && acceptor >= limitThresholds.workerCores
      ? { limit: "workers", sentence: `The accepting thread used ${core(acceptor)}: handing out work is the limit.` }
      : null,
  ({ throttledShare: share }) =>
    share !== null && share >= limitThresholds.throttledShare
      ? { limit: "cpu-limit", sentence: `A CPU limit stopped it in ${percent(share, 2)} of periods: it is the limit.` }
      : null,
  ({ workers, workerName }) =>
    workers !== null && workers >= limitThresholds.workerCores
      ? { limit: "workers", sentence: `The ${workerName} used ${core(workers)} each: their CPU is the limit.` }
      : null,
  ({ workers, busiestWorker, workerName }) =>
    workers !== null && busiestWorker !== null && busiestWorker >= limitThresholds.workerCores
      ? {
          limit: "workers",
          sentence: `The busiest of the ${workerName} used ${core(busiestWorker)}, the mean was ${percent(workers, 2)}: uneven spread is the limit.`,
        }
      : null,
  ({ machineShare, foreignShare }) =>
    machineShare !== null &&
    machineShare >= limitThresholds.machineFreeShare &&
    foreignShare >= limitThresholds.foreignPartOfBusy * machineShare
      ? {
          limit: "other-programs",
          sentence: `Other programs used ${percent(foreignShare, 2)} of the machine, which was ${machineShare >= limitThresholds.machineBusyShare ? "full: they are" : `${percent(machineShare)} busy: they may be`} the limit, not the arm.`,
        }
      : null,
  ({ machineShare, foreignShare, cores, offLoop, beside }) =>
    machineShare !== null && machineShare >= limitThresholds.machineBusyShare
      ? {
          limit: "machine",
          sentence: `The machine was ${percent(machineShare)} busy: its ${plural(cores, "core")} are the limit${offLoop >= 1 ? `, and threads beside the event loop used ${significant(offLoop, 2)} of them${beside === "" ? "" : ` (${beside})`}` : ""}.${foreignShare > disturbanceThresholds.foreignCpuShare ? ` Other programs used ${percent(foreignShare, 2)} of it.` : ""}`,
        }
      : null,
  ({ allowedShare, allowedCores, cores }) =>
    allowedShare !== null && allowedShare >= limitThresholds.machineBusyShare
      ? {
          limit: "machine",
          sentence: `${coresInWords(allowedCores)} of the machine's ${cores} may be used here, and ${percent(allowedShare)} of that was busy: this is the limit.`,
        }
      : null,
  ({ poolWaitMicros, loopUtilization, machineShare, allowedShare }) =>
    (poolWaitMicros ?? 0) >= limitThresholds.poolWaitMicros &&
    Math.max(machineShare ?? 0, allowedShare ?? 0) < limitThresholds.machineFreeShare &&
    (loopUtilization ?? 1) < limitThresholds.idleLoopUtilization
      ? {
          limit: "pool",
          sentence: `Work waited ${duration(poolWaitMicros ?? 0)} for a thread of libuv's pool while event loops were idle: the pool is the limit.`,
        }
      : null,
  ({ generator, primary, proxy, acceptor, workers, offLoopEach, machineShare, allowedShare }) => {
    const busiest = Math.max(generator, primary ?? 0, proxy ?? 0, acceptor ?? 0, workers ?? 0, offLoopEach);
    if (busiest >= limitThresholds.idleCores) return null;
    const busy = Math.max(machineShare ?? 0, allowedShare ?? 0);
    const most = `No part used more than ${core(busiest)}`;
    return busy < limitThresholds.machineFreeShare
      ? { limit: "waiting", sentence: `${most}: requests waited for something else.` }
      : {
          limit: "unclear",
          sentence: `${most}: the usable cores, which the parts share, were ${percent(busy)} busy.`,
        };
  },
];

/**
 * Why a primary that is full is the limit, as the end of a sentence: what passes through it, as far as that is known. With
 * kept-alive connections that may be little, and what fills it something else.
 */
export function whyPrimary({ facts, load }: Pick<StatedArm, "facts" | "load">): string {
  const passing = [
    ...(load.connectionMode === "per-request" ? ["every new connection"] : []),
    ...(facts.alwaysThroughPrimary === null ? [] : [facts.alwaysThroughPrimary]),
  ];
  if (passing.length === 0) return "it is the limit";
  return `it is the limit, and ${list(passing)} ${passing.length === 1 ? "passes" : "pass"} through it`;
}

/** What limited an arm, from the CPU that each part used, and what the other parts used. Null without trials. */
export function findBottleneck(
  trials: readonly MeasuredTrial[],
  { facts, load: asked }: Pick<StatedArm, "facts" | "load">,
): Bottleneck | null {
  if (trials.length === 0) return null;
  const load = { ...partsOf(trials, { facts }), facts, load: asked };
  const unclear: Limit = { limit: "unclear", sentence: "No part was at its limit, and none was idle." };
  const found = rules.map((rule) => rule(load)).find((one) => one !== null) ?? unclear;
  return { ...found, others: othersInWords(load, found.limit) };
}

/** `The others, of a core: the workers 45% each and the generator 30%.` */
function othersInWords(load: Parts, limit: Bottleneck["limit"]): string | null {
  if (limit === "waiting") return null;
  const parts: readonly (readonly [of: Bottleneck["limit"], name: string, used: number | null, end: string])[] = [
    ["workers", `the ${load.workerName}`, load.workers, " each"],
    ["primary", "the primary", load.primary, ""],
    ["proxy", load.proxyName.toLowerCase(), load.proxy, ""],
    ["workers", "the accepting thread", load.acceptor, ""],
    ["generator", `the ${load.busiest}generator`, load.generator, ""],
  ];
  const others = parts.flatMap(([of, name, used, end]) =>
    of === limit || used === null ? [] : [`${name} ${percent(used, 2)}${end}`],
  );
  return others.length === 0 ? null : `The others, of a core: ${list(others)}.`;
}

function core(used: number): string {
  return `${percent(used, 2)} of a core`;
}
