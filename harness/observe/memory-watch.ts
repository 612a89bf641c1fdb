import { readPeakResidentBytes, readResidentBytes } from "./proc.ts";

export type MemoryWatch = {
  /**
   * Takes a last sample and gives the largest resident set seen of each process, bytes, by pid. Of those that have begun
   * since the watch did, the system itself knows it: to look for them at each sample would cost more than what is watched.
   */
  readonly stop: (begun: readonly number[]) => ReadonlyMap<number, number>;
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
    stop: (begun) => {
      clearInterval(timer);
      sample();
      for (const pid of begun) {
        const rssBytes = readPeakResidentBytes(pid) ?? readResidentBytes(pid);
        if (rssBytes !== null) peaks.set(pid, rssBytes);
      }
      return peaks;
    },
  };
}
