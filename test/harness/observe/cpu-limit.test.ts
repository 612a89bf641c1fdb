import assert from "node:assert/strict";
import { test } from "node:test";
import { parseCpuCounters, parseCpuGroup, parseCpuHierarchy } from "../../../harness/observe/cpu-limit.ts";

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
});

test("both versions' counters are read, in µs", () => {
  const expected = { periods: 20, throttledPeriods: 6, throttledMicros: 158_528 };
  assert.deepEqual(parseCpuCounters("nr_periods 20\nnr_throttled 6\nthrottled_time 158528000\n"), expected);
  const more = "usage_usec 1\nuser_usec 1\nnr_periods 20\nnr_throttled 6\nthrottled_usec 158528\nnr_bursts 0\n";
  assert.deepEqual(parseCpuCounters(more), expected);
  assert.equal(parseCpuCounters("usage_usec 1\n"), null);
});
