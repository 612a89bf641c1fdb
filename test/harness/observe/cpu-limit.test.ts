import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test, type TestContext } from "node:test";
import {
  openThrottling,
  parseCpuCounters,
  parseCpuGroup,
  parseCpuHierarchy,
  readCpuLimit,
} from "../../../harness/observe/cpu-limit.ts";

const version1 = [
  "25 24 0:22 / /sys rw - sysfs sysfs rw",
  "30 25 0:26 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory",
  "31 25 0:27 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:10 - cgroup cgroup rw,cpu,cpuacct",
  "32 25 0:28 / /sys/fs/cgroup/cpuset rw,relatime - cgroup cgroup rw,cpuset",
].join("\n");
const version2 = "36 25 0:31 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate";

test("the hierarchy that limits CPU time is version 2's, unless version 1 has the controller", () => {
  const first = { version: 1, mountPoint: "/sys/fs/cgroup/cpu,cpuacct", root: "/" };
  assert.deepEqual(parseCpuHierarchy(version1), first);
  assert.deepEqual(parseCpuHierarchy(`${version2}\n${version1}`), first);
  assert.deepEqual(parseCpuHierarchy(version2), { version: 2, mountPoint: "/sys/fs/cgroup", root: "/" });
  assert.equal(parseCpuHierarchy(""), null);
});

test("the group of a process is found below the mount, also where the mount shows only a part of the tree", () => {
  const one = { version: 1, mountPoint: "/cg/cpu", root: "/" } as const;
  assert.equal(parseCpuGroup("3:cpuset:/other\n2:cpu,cpuacct:/docker/ab:c\n0::/x\n", one), "/cg/cpu/docker/ab:c");
  assert.equal(parseCpuGroup("0::/x\n", one), null);
  const two = { version: 2, mountPoint: "/cg", root: "/docker/abc" } as const;
  assert.equal(parseCpuGroup("0::/docker/abc/inner\n", two), "/cg/inner");
  assert.equal(parseCpuGroup("0::/docker/abc\n", two), "/cg");
  assert.equal(parseCpuGroup("0::/docker/other\n", two), null);
});

test("both versions' counters are read, in µs", () => {
  const expected = { periods: 20, throttledPeriods: 6, throttledMicros: 158_528 };
  assert.deepEqual(parseCpuCounters("nr_periods 20\nnr_throttled 6\nthrottled_time 158528000\n"), expected);
  const more = "usage_usec 1\nuser_usec 1\nnr_periods 20\nnr_throttled 6\nthrottled_usec 158528\nnr_bursts 0\n";
  assert.deepEqual(parseCpuCounters(more), expected);
  assert.equal(parseCpuCounters("usage_usec 1\n"), null);
});

/** Control groups, and what the kernel says of the processes in them, as files of a folder. */
function makeSystem(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), "broadside-groups-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  return { folder, proc: join(folder, "proc"), write };
}

/** How the kernel says it. */
type Version = {
  readonly mount: (groups: string) => string;
  readonly prefix: string;
  readonly limit: (quotaMicros: number | null) => Readonly<Record<string, string>>;
  readonly throttled: (micros: number) => string;
};

const versions: Readonly<Record<string, Version>> = {
  "version 1": {
    mount: (groups) => `31 25 0:27 / ${groups} rw - cgroup cgroup rw,cpu,cpuacct\n`,
    prefix: "4:cpu,cpuacct:",
    limit: (quota) => ({ "cpu.cfs_quota_us": `${quota ?? -1}\n`, "cpu.cfs_period_us": "100000\n" }),
    throttled: (micros) => `throttled_time ${micros * 1_000}\n`,
  },
  "version 2": {
    mount: (groups) => `36 25 0:31 / ${groups} rw - cgroup2 cgroup2 rw\n`,
    prefix: "0::",
    limit: (quota) => ({ "cpu.max": `${quota ?? "max"} 100000\n` }),
    throttled: (micros) => `throttled_usec ${micros}\n`,
  },
};

for (const [name, { mount, prefix, limit, throttled }] of Object.entries(versions)) {
  function counters(periods: number, throttledPeriods: number, micros: number): string {
    return `nr_periods ${periods}\nnr_throttled ${throttledPeriods}\n${throttled(micros)}`;
  }

  function makeGroups(t: TestContext) {
    const system = makeSystem(t);
    const { folder, write } = system;
    write("proc/self/mountinfo", mount(join(folder, "groups")));
    const group = (path: string, quota: number | null, stat = counters(0, 0, 0)): void => {
      for (const [file, text] of Object.entries(limit(quota))) write(join("groups", path, file), text);
      write(join("groups", path, "cpu.stat"), stat);
    };
    const process = (pid: number | "self", path: string): void =>
      write(`proc/${pid}/cgroup`, `9:memory:/elsewhere\n${prefix}${path}\n`);
    return { ...system, group, process };
  }

  test(`${name}: the limit that holds is the smallest from a process's own group up to the root`, (t) => {
    const { proc, group, process } = makeGroups(t);
    process("self", "/slice/pod/app");
    group("slice/pod/app", null);
    assert.equal(readCpuLimit(proc), null);
    group("slice", 300_000);
    assert.equal(readCpuLimit(proc), 3);
    group("slice/pod", 150_000);
    assert.equal(readCpuLimit(proc), 1.5);
    group("slice/pod/app", 200_000);
    assert.equal(readCpuLimit(proc), 1.5);
  });

  test(`${name}: what a limit does is counted where it is set, once for all processes below, and not for others`, (t) => {
    const { proc, group, process } = makeGroups(t);
    group("pod", 50_000, counters(10, 2, 300));
    for (const path of ["pod/one", "pod/two", "free"]) group(path, null);
    process(11, "/pod/one");
    process(12, "/pod/two");
    process(13, "/free");
    const throttling = openThrottling([11, 12, 13, 14], proc);
    group("pod", 50_000, counters(30, 7, 1_300));
    const expected = { pids: [11, 12], limitCores: 0.5, periods: 20, throttledPeriods: 5, throttledMicros: 1_000 };
    assert.deepEqual(throttling.close(), [expected]);
  });

  test(`${name}: several limits over a process are counted each, one that others share once for all of them`, (t) => {
    const { proc, group, process } = makeGroups(t);
    group("pod", 100_000);
    for (const pid of [11, 12]) {
      group(`pod/${pid}`, 50_000);
      process(pid, `/pod/${pid}`);
    }
    const throttling = openThrottling([11, 12], proc);
    group("pod", 100_000, counters(100, 90, 9_000));
    group("pod/12", 50_000, counters(80, 1, 20));
    assert.deepEqual(throttling.close(), [
      { pids: [11], limitCores: 0.5, periods: 0, throttledPeriods: 0, throttledMicros: 0 },
      { pids: [11, 12], limitCores: 1, periods: 100, throttledPeriods: 90, throttledMicros: 9_000 },
      { pids: [12], limitCores: 0.5, periods: 80, throttledPeriods: 1, throttledMicros: 20 },
    ]);
  });
}
