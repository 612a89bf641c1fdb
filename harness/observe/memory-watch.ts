import { readResidentBytes } from "./proc.ts";

export type MemoryWatch = {
  /** Takes a last sample and gives the largest resident set seen of each process, bytes, by pid. */
  readonly stop: () => ReadonlyMap<number, number>;
};

/**
 * Samples the resident set of processes until it is stopped: one short read per process and interval.
 * A process that is never seen (gone before the first sample, or no /proc on this system) has no entry.
 */
export function watchMemory(pids: readonly number[], intervalMillis = 250): MemoryWatch {
  const peaks = new Map<number, number>();
  const sample = (): void => {
    for (const pid of pids) {
      const rssBytes = readResidentBytes(pid);
      if (rssBytes !== null) peaks.set(pid, Math.max(rssBytes, peaks.get(pid) ?? 0));
    }
  };
  sample();
  const timer = setInterval(sample, intervalMillis);
  timer.unref();
  return {
    stop: () => {
      clearInterval(timer);
      sample();
      return peaks;
    },
  };
}
