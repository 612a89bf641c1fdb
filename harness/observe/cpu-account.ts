import { sampleProcess, type ProcessSample } from "./processes.ts";

/** CPU time that a process used between two looks, µs. */
export type UsedCpu = {
  /** With what the children used that it started and that have ended meanwhile. */
  readonly cpuMicros: number;
  readonly childrenMicros: number;
};

type Samples = ReadonlyMap<number, ProcessSample>;

/**
 * Begins to account for the CPU time of the processes `first`. `members` are asked at the end: what has been started since
 * counts as well, whether it still runs or has ended. What has left its parent before it ended is not found.
 */
export function openCpuAccount(
  first: Iterable<number>,
  members: () => Iterable<number>,
): () => ReadonlyMap<number, UsedCpu> {
  const before = samplesOf(first);
  return () => {
    const still = samplesOf(before.keys());
    // To look which there are takes a while on a big machine: those that are known were read before.
    const begun = [...members()].filter((pid) => !before.has(pid));
    const after = new Map([...still, ...samplesOf(begun)]);
    const endedMicros = Map.groupBy(
      [...before].filter(([pid]) => !after.has(pid)).map(([, sample]) => sample),
      ({ parentPid }) => parentPid,
    );
    return new Map(
      [...after].map(([pid, now]) => {
        const was = before.get(pid) ?? { cpuMicros: 0, childrenMicros: 0 };
        // What a child had used at the first look is in what its parent was credited with at its end.
        const known = (endedMicros.get(pid) ?? []).reduce((sum, child) => sum + totalOf(child), 0);
        const childrenMicros = Math.max(0, now.childrenMicros - was.childrenMicros - known);
        return [pid, { cpuMicros: Math.max(0, now.cpuMicros - was.cpuMicros) + childrenMicros, childrenMicros }];
      }),
    );
  };
}

function totalOf({ cpuMicros, childrenMicros }: ProcessSample): number {
  return cpuMicros + childrenMicros;
}

function samplesOf(pids: Iterable<number>): Samples {
  const samples = new Map<number, ProcessSample>();
  for (const pid of pids) {
    const sample = sampleProcess(pid);
    if (sample !== null) samples.set(pid, sample);
  }
  return samples;
}
