import type { MeasuredTrial, ThreadGroup } from "../model/index.ts";
import { median } from "../stats/quantile.ts";
import { list, significant } from "../units.ts";
import { processesOf } from "./metrics.ts";

/** Whose threads these are, by the name that the system has for them; null where the name does not tell. */
function ownerOf({ name }: ThreadGroup): string | null {
  if (name === "libuv-worker") return "libuv's pool";
  if (/^(?:node-)?V8Worker|^V8 DefaultWorke/.test(name)) return "V8's helpers (garbage collection, compilation)";
  // Versions of Node.js before 24 give their threads the name of the program.
  return /^node$|^node-MainThread$|^MainThread$/.test(name) ? null : `threads named "${name}"`;
}

/** Cores that each owner used beside the workers' JavaScript, in a trial. */
function coresByOwner(trial: MeasuredTrial): ReadonlyMap<string, number> {
  const cores = new Map<string, number>();
  const add = (owner: string | null, cpuMicros: number): void => {
    if (owner !== null) cores.set(owner, (cores.get(owner) ?? 0) + cpuMicros / (trial.load.windowSeconds * 1e6));
  };
  for (const { beside = [], childrenCpuMicros = 0 } of processesOf(trial, "worker")) {
    for (const group of beside) add(ownerOf(group), group.cpuMicros);
    add("processes it starts", childrenCpuMicros);
  }
  return cores;
}

/** Below this an owner is not worth naming, cores. */
const notableCores = 0.05;

/** Who worked beside the threads that run the app's JavaScript, as far as the system's names tell: medians over trials, the most first. */
export function ownersBeside(
  trials: readonly MeasuredTrial[],
): readonly { readonly owner: string; readonly cores: number }[] {
  const each = trials.map(coresByOwner);
  const owners = new Set(each.flatMap((cores) => [...cores.keys()]));
  return [...owners]
    .map((owner) => ({ owner, cores: median(each.map((cores) => cores.get(owner) ?? 0)) }))
    .filter(({ cores }) => cores >= notableCores)
    .toSorted((a, b) => b.cores - a.cores);
}

/** `libuv's pool 1.2 and threads named "tokio-runtime-w" 0.31`; empty where the names tell nothing. */
export function besideInWords(trials: readonly MeasuredTrial[]): string {
  return list(ownersBeside(trials).map(({ owner, cores }) => `${owner} ${significant(cores, 2)}`));
}
