import { availableParallelism } from "node:os";
import { readCpuLimit } from "./cpu-limit.ts";
import { readText } from "./proc.ts";

/** CPUs in a list such as `0-3,8` (`Cpus_allowed_list` in /proc/PID/status, proc_pid_status(5)); null where it is none. */
export function countOfCpuList(list: string): number | null {
  const ranges = list.split(",").map((part) => /^(\d+)(?:-(\d+))?$/.exec(part.trim()));
  return ranges.reduce<number | null>((sum, range) => {
    if (sum === null || range === null) return null;
    const [, first = "", last = first] = range;
    return sum + Number(last) - Number(first) + 1;
  }, 0);
}

/** Those that the scheduler may run this process on: what taskset and cpusets leave of the machine's. */
function schedulableCores(proc: string): number {
  const [, list = ""] = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readText(`${proc}/self/status`) ?? "") ?? [];
  return countOfCpuList(list) ?? availableParallelism();
}

/**
 * Cores that this process, and all that it starts, may use: the CPUs that it may run on, within the limit of CPU time
 * that control groups set. May be a part of one.
 */
export function allowedCores(proc = "/proc"): number {
  return Math.min(schedulableCores(proc), readCpuLimit(proc) ?? Number.POSITIVE_INFINITY);
}

/** How many workers those cores can run at once: at least 1. */
export function allowedWorkers(proc = "/proc"): number {
  return Math.max(1, Math.floor(allowedCores(proc)));
}
