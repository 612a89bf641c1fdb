import { dirname, join, relative } from "node:path";
import type { CpuThrottling } from "../model/index.ts";
import { readText } from "./proc.ts";

/*
 * Limits of CPU time, as the kernel's control groups set them and count what they do: cpu.max and cpu.stat of version 2
 * (Documentation/admin-guide/cgroup-v2.rst), cpu.cfs_quota_us, cpu.cfs_period_us and cpu.stat of version 1
 * (Documentation/scheduler/sched-bwc.rst). Everything is null where the system does not tell.
 */

/** Where the hierarchy that limits CPU time is to be found. */
export type CpuHierarchy = { readonly version: 1 | 2; readonly mountPoint: string; readonly root: string };

/** A limit, in cores, and the control group that sets it, as a folder. */
type CpuLimit = { readonly group: string; readonly cores: number };

type Counters = { readonly periods: number; readonly throttledPeriods: number; readonly throttledMicros: number };

/** From /proc/self/mountinfo: version 1 where it has the cpu controller, or else version 2. */
export function parseCpuHierarchy(mountInfo: string): CpuHierarchy | null {
  const mounts = mountInfo.split("\n").flatMap((line): readonly CpuHierarchy[] => {
    const [before = "", after = ""] = line.split(" - ", 2);
    const [, , , root = "", mountPoint = ""] = before.split(" ");
    const [type = "", , options = ""] = after.split(" ");
    if (type === "cgroup2") return [{ version: 2, mountPoint, root }];
    const hasCpu = type === "cgroup" && options.split(",").includes("cpu");
    return hasCpu ? [{ version: 1, mountPoint, root }] : [];
  });
  return mounts.sort((a, b) => a.version - b.version)[0] ?? null;
}

/** From /proc/PID/cgroup: the control group that the process's CPU time is counted in, as a folder; null where it is not to be seen. */
export function parseCpuGroup(text: string, { version, mountPoint, root }: CpuHierarchy): string | null {
  for (const line of text.split("\n")) {
    const [id = "", controllers = "", ...path] = line.split(":");
    const isIt = version === 2 ? id === "0" && controllers === "" : controllers.split(",").includes("cpu");
    if (!isIt) continue;
    const way = relative(root, path.join(":"));
    return way.split("/")[0] === ".." ? null : join(mountPoint, way);
  }
  return null;
}

/** From cpu.stat. */
export function parseCpuCounters(text: string): Counters | null {
  const field = (name: string): number => Number(new RegExp(`^${name} (\\d+)$`, "m").exec(text)?.[1] ?? Number.NaN);
  const counters = {
    periods: field("nr_periods"),
    throttledPeriods: field("nr_throttled"),
    throttledMicros: text.includes("throttled_usec") ? field("throttled_usec") : field("throttled_time") / 1_000,
  };
  return Object.values(counters).some(Number.isNaN) ? null : counters;
}

/** A share of a period in µs over the period, in cores; `max` or -1 is no limit. */
function coresOf(quota: string | undefined, period: string | undefined): number | null {
  const cores = Number(quota) / Number(period);
  return cores > 0 ? cores : null;
}

/** What a control group itself sets, in cores. */
function readCores(group: string, version: 1 | 2): number | null {
  if (version === 2) {
    const [quota, period] = (readText(join(group, "cpu.max")) ?? "").trim().split(" ");
    return coresOf(quota, period);
  }
  const quota = readText(join(group, "cpu.cfs_quota_us"))?.trim();
  return coresOf(quota, readText(join(group, "cpu.cfs_period_us"))?.trim());
}

function readHierarchy(proc: string): CpuHierarchy | null {
  return parseCpuHierarchy(readText(join(proc, "self/mountinfo")) ?? "");
}

function readGroup(pid: number | "self", hierarchy: CpuHierarchy, proc: string): string | null {
  return parseCpuGroup(readText(join(proc, `${pid}`, "cgroup")) ?? "", hierarchy);
}

/** A group with all that it is in, as far as they are to be seen. */
function groupsFrom(group: string, mountPoint: string): readonly string[] {
  return group === mountPoint ? [group] : [group, ...groupsFrom(dirname(group), mountPoint)];
}

/** The limits of a group and of those that it is in: each of them holds. */
function limitsOver(group: string, hierarchy: CpuHierarchy): readonly CpuLimit[] {
  return groupsFrom(group, hierarchy.mountPoint).flatMap((one): readonly CpuLimit[] => {
    const cores = readCores(one, hierarchy.version);
    return cores === null ? [] : [{ group: one, cores }];
  });
}

/** The CPU time that this process may use, in cores; null where nothing limits it. */
export function readCpuLimit(proc = "/proc"): number | null {
  const hierarchy = readHierarchy(proc);
  const group = hierarchy === null ? null : readGroup("self", hierarchy, proc);
  if (hierarchy === null || group === null) return null;
  const limits = limitsOver(group, hierarchy);
  return limits.length === 0 ? null : Math.min(...limits.map(({ cores }) => cores));
}

function readCounters(group: string): Counters | null {
  return parseCpuCounters(readText(join(group, "cpu.stat")) ?? "");
}

/** Begins to count what limits of CPU time do to the processes. */
export function openThrottling(
  pids: readonly number[],
  proc = "/proc",
): { readonly close: () => readonly CpuThrottling[] } {
  const hierarchy = readHierarchy(proc);
  if (hierarchy === null) return { close: () => [] };
  const held = [...Map.groupBy(pids, (pid) => readGroup(pid, hierarchy, proc))].flatMap(([group, members]) => {
    const limits = group === null ? [] : limitsOver(group, hierarchy);
    return limits.flatMap((limit) => members.map((pid) => ({ ...limit, pid })));
  });
  const limited = [...Map.groupBy(held, ({ group }) => group)].flatMap(([group, members]) => {
    const before = readCounters(group);
    const limitCores = members[0]?.cores;
    if (before === null || limitCores === undefined) return [];
    return [{ group, before, pids: members.map(({ pid }) => pid), limitCores }];
  });
  return {
    close: () =>
      limited.flatMap(({ group, before, ...limit }) => {
        const after = readCounters(group);
        if (after === null) return [];
        return [
          {
            ...limit,
            periods: after.periods - before.periods,
            throttledPeriods: after.throttledPeriods - before.throttledPeriods,
            throttledMicros: Math.round(after.throttledMicros - before.throttledMicros),
          },
        ];
      }),
  };
}
