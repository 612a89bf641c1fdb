import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { machineWindowBetween, openMachineWindow } from "../../../harness/observe/machine-window.ts";
import type { MachineSnapshot } from "../../../harness/observe/machine-window.ts";
import { ticksToMicros } from "../../../harness/observe/proc.ts";

/** A window of 10 s on 4 cores, in which `busy` and `steal` ticks of 10 ms were used. */
function tenSeconds(busyTicks: number, stealTicks: number): readonly [MachineSnapshot, MachineSnapshot] {
  const start = { cores: 4, busyTicks: 1_000, stealTicks: 50, totalTicks: 9_000 };
  return [
    { atMicros: 5_000_000, ticks: start, pressureMicros: 700 },
    {
      atMicros: 15_000_000,
      ticks: { cores: 4, busyTicks: 1_000 + busyTicks, stealTicks: 50 + stealTicks, totalTicks: 13_000 },
      pressureMicros: 2_500_700,
    },
  ];
}

test("shares are of the capacity: all cores for the whole window", () => {
  const [start, end] = tenSeconds(2_000, 40);
  assert.deepEqual(machineWindowBetween(start, end, 18_000_000), {
    cores: 4,
    stealShare: 0.01,
    foreignCpuShare: 0.05,
    pressureShare: 0.25,
    busyShare: 0.5,
  });
});

test("CPU time of ours beyond what the machine counted does not make foreign time negative", () => {
  const [start, end] = tenSeconds(100, 0);
  assert.equal(machineWindowBetween(start, end, 1_030_000).foreignCpuShare, 0);
});

test("a counter that is missing on either side is null, and the others are still told", () => {
  const [start, end] = tenSeconds(2_000, 40);
  const withoutTicks = machineWindowBetween({ ...start, ticks: null }, end, 0);
  assert.deepEqual(
    { ...withoutTicks, cores: 0 },
    { cores: 0, stealShare: null, foreignCpuShare: null, pressureShare: 0.25, busyShare: null },
  );
  assert.equal(machineWindowBetween(start, { ...end, pressureMicros: null }, 0).pressureShare, null);
});

test("counters that never move are no idle machine but none at all", () => {
  const [start] = tenSeconds(0, 0);
  const window = machineWindowBetween(start, { ...start, atMicros: 15_000_000 }, 0);
  assert.equal(window.busyShare, null);
  assert.equal(window.stealShare, null);
});

test("no counters, whatever they do, give a share outside 0 to 1", () => {
  const ticks = fc.nat(100_000);
  fc.assert(
    fc.property(ticks, ticks, fc.nat(), (busy, steal, ours) => {
      const [start, end] = tenSeconds(busy, steal);
      const { stealShare, foreignCpuShare, busyShare } = machineWindowBetween(start, end, ours);
      for (const share of [stealShare, foreignCpuShare, busyShare]) {
        assert.ok(share !== null && share >= 0 && share <= 1);
      }
    }),
  );
});

function spin(cpuMicros: number): number {
  const before = process.cpuUsage();
  let used = 0;
  while (used < cpuMicros) {
    const { user, system } = process.cpuUsage(before);
    used = user + system;
  }
  return used;
}

test("work of ours shows as busy and not as foreign", { skip: process.platform !== "linux" }, () => {
  const startMicros = performance.now() * 1_000;
  const counted = openMachineWindow();
  const uncounted = openMachineWindow();
  const usedMicros = spin(300_000);
  const ours = counted.close({ cpuMicros: usedMicros });
  const nobodys = uncounted.close({ cpuMicros: 0 });
  const capacityMicros = (performance.now() * 1_000 - startMicros) * ours.cores;
  assert.ok(ours.busyShare !== null && ours.foreignCpuShare !== null && nobodys.foreignCpuShare !== null);
  assert.ok(ours.busyShare >= (usedMicros - 5 * ticksToMicros(1)) / capacityMicros, `busy ${ours.busyShare}`);
  assert.ok(ours.foreignCpuShare < ours.busyShare);
  assert.equal(nobodys.foreignCpuShare, nobodys.busyShare);
});
