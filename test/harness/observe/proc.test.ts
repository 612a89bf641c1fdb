import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import {
  parseFileLimit,
  parseMachineTicks,
  parsePeakKibibytes,
  parsePressureMicros,
  parseProcessStat,
  parseResidentPages,
  parseSystemUnits,
  readProcessStat,
  readResidentBytes,
  systemUnits,
  ticksToMicros,
} from "../../../harness/observe/proc.ts";

function statLine(comm: string): string {
  return `4242 (${comm}) S 17 4200 4200 0 -1 4194560 900 0 3 0 151 49 6 2 20 0 11 0 98765 1234567890 7777 184467 1 1 0\n`;
}

test("every field of a stat line is found", () => {
  assert.deepEqual(parseProcessStat(statLine("node")), {
    pid: 4242,
    comm: "node",
    state: "S",
    parentPid: 17,
    processGroup: 4200,
    userTicks: 151,
    systemTicks: 49,
    childrenTicks: 8,
    threads: 11,
    startTicks: 98_765,
    residentPages: 7_777,
  });
});

test("a command's name may hold anything, parentheses, spaces and lines too, without moving a field", () => {
  const nasty = fc.string({ unit: fc.constantFrom("(", ")", " ", "\n", "R", "1", "Z", "é") });
  fc.assert(
    fc.property(nasty, (comm) => {
      const stat = parseProcessStat(statLine(comm));
      assert.equal(stat?.comm, comm);
      assert.equal(stat?.state, "S");
      assert.equal(stat?.startTicks, 98_765);
    }),
  );
});

test("what is not a whole stat line is null, wherever it is cut", () => {
  const upToRss = statLine("a) R 1 (b").indexOf("7777");
  for (let length = 0; length < upToRss; length += 1) {
    assert.equal(parseProcessStat(statLine("a) R 1 (b").slice(0, length)), null, `cut at ${length}`);
  }
  assert.equal(parseProcessStat("no such process"), null);
});

test("steal is the eighth figure of the cpu line, and guest time is not counted twice", () => {
  const text =
    "cpu  100 20 30 4000 50 6 7 80 90 10\ncpu0 50 10 15 2000 25 3 3 40 45 5\ncpu1 50 10 15 2000 25 3 4 40 45 5\nintr 9\n";
  assert.deepEqual(parseMachineTicks(text), { cores: 2, busyTicks: 163, stealTicks: 80, totalTicks: 4293 });
});

test("a cpu line that is too short or not of numbers is null", () => {
  assert.equal(parseMachineTicks("cpu  1 2 3 4 5 6 7\n"), null);
  assert.equal(parseMachineTicks("cpu  1 2 3 4 x 6 7 8\n"), null);
  assert.equal(parseMachineTicks("cpu0 1 2 3 4 5 6 7 8\n"), null);
  assert.equal(parseMachineTicks(""), null);
});

test("pressure is the total of the line `some`, not of `full`", () => {
  const some = "some avg10=0.89 avg60=0.26 avg300=0.06 total=3851851\n";
  const full = "full avg10=0.00 avg60=0.00 avg300=0.00 total=17\n";
  assert.equal(parsePressureMicros(some + full), 3_851_851);
  assert.equal(parsePressureMicros(full + some), 3_851_851);
  assert.equal(parsePressureMicros(full), null);
});

test("the resident set is the second figure of statm", () => {
  assert.equal(parseResidentPages("5000 1234 700 20 0 900 0\n"), 1_234);
  assert.equal(parseResidentPages(""), null);
});

test("the peak of the resident set is VmHWM of the status", () => {
  assert.equal(
    parsePeakKibibytes("Name:\tVmHWM: 7 kB\nVmPeak:\t    9000 kB\nVmHWM:\t    1284 kB\nVmRSS:\t 900 kB\n"),
    1_284,
  );
  assert.equal(parsePeakKibibytes("Name:\tkthreadd\nThreads:\t1\n"), null);
});

test("the file limit is the soft one; no limit is null", () => {
  assert.equal(
    parseFileLimit("Max processes 5 6 x\nMax open files            1024                 4096                 files\n"),
    1_024,
  );
  assert.equal(parseFileLimit("Max open files            unlimited            unlimited            files\n"), null);
  assert.equal(parseFileLimit(""), null);
});

test("clock ticks and page size are found in the auxiliary vector, whatever stands around them", () => {
  const words = [33n, 140_000n, 17n, 250n, 6n, 65_536n, 0n, 0n];
  const vector = Buffer.from(BigUint64Array.from(words).buffer);
  assert.deepEqual(parseSystemUnits(vector), { ticksPerSecond: 250, pageBytes: 65_536 });
  assert.equal(parseSystemUnits(vector.subarray(0, 40)), null);
  assert.equal(parseSystemUnits(Buffer.alloc(0)), null);
});

test("this process is what /proc says it is", { skip: process.platform !== "linux" }, () => {
  const stat = readProcessStat(process.pid);
  assert.ok(stat !== null);
  assert.equal(stat.pid, process.pid);
  assert.equal(stat.parentPid, process.ppid);
  assert.ok(stat.threads > 1);
  const { user, system } = process.cpuUsage();
  assert.ok(ticksToMicros(stat.userTicks + stat.systemTicks) <= user + system + 2 * ticksToMicros(1));
  const rssBytes = readResidentBytes(process.pid);
  assert.ok(rssBytes !== null && Math.abs(rssBytes / process.memoryUsage.rss() - 1) < 0.2);
  assert.ok(systemUnits().pageBytes >= 4_096);
});

test("a process that does not exist is null", () => {
  const beyondAnyPid = 2 ** 30;
  assert.equal(readProcessStat(beyondAnyPid), null);
  assert.equal(readResidentBytes(beyondAnyPid), null);
});
