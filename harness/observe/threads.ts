import { readdirSync } from "node:fs";
import { parseProcessStat, readText, ticksToMicros } from "./proc.ts";

/** One thread of a process, as the system sees it. */
export type ThreadSample = {
  /** What the system calls it, or what it calls itself: `libuv-worker`. Versions of Node.js before 24 name few of theirs. */
  readonly name: string;
  /** CPU time since it began. */
  readonly cpuMicros: number;
};

/** To the nanosecond where the kernel keeps it (CONFIG_SCHED_INFO), else in ticks of 10 ms. */
function readThread(path: string): ThreadSample | null {
  const text = readText(`${path}/stat`);
  const stat = text === null ? null : parseProcessStat(text);
  if (stat === null) return null;
  const [nanos = ""] = readText(`${path}/schedstat`)?.split(" ") ?? [];
  const cpuMicros = /^\d+$/.test(nanos) ? Number(nanos) / 1_000 : ticksToMicros(stat.userTicks + stat.systemTicks);
  return { name: stat.comm, cpuMicros };
}

/** The living threads of a process by the system's id; none when it is gone, or where the system does not tell. */
export function readThreads(pid: number): ReadonlyMap<number, ThreadSample> {
  const folder = `/proc/${pid}/task`;
  let ids: readonly string[];
  try {
    ids = readdirSync(folder);
  } catch {
    return new Map();
  }
  return new Map(
    ids.flatMap((id): readonly (readonly [number, ThreadSample])[] => {
      const thread = readThread(`${folder}/${id}`);
      return thread === null ? [] : [[Number(id), thread]];
    }),
  );
}
