import assert from "node:assert/strict";
import { test } from "node:test";
import { checksOf } from "../../../harness/observe/checks.ts";
import type { MachineFacts } from "../../../harness/observe/machine-facts.ts";
import { parsePortRange } from "../../../harness/observe/machine-facts.ts";
import { examine } from "../../../harness/observe/doctor.ts";

const quiet: MachineFacts = {
  machineCores: 8,
  availableParallelism: 8,
  quotaCores: null,
  fileLimit: 65_536,
  governor: "performance",
  availableMemoryBytes: 16 * 2 ** 30,
  localPorts: 28_232,
  reusesPorts: true,
  tcpMigrateReq: true,
  nodeVersion: "26.10.0",
  oldestNodeVersion: "22.18",
  pinnedNodeVersion: "26.10.0",
  noise: {
    coefficientOfVariation: 0.01,
    timerLagP99Micros: 200,
    machine: { cores: 8, stealShare: 0, foreignCpuShare: 0.01, pressureShare: 0, busyShare: 0.1 },
  },
};

function noisy(change: Partial<MachineFacts["noise"]>): MachineFacts {
  return { ...quiet, noise: { ...quiet.noise, ...change } };
}

function withMachine(change: Partial<MachineFacts["noise"]["machine"]>): MachineFacts {
  return noisy({ machine: { ...quiet.noise.machine, ...change } });
}

test("a quiet machine passes every check without advice", () => {
  const checks = checksOf(quiet);
  assert.ok(checks.length >= 10);
  for (const check of checks) assert.deepEqual([check.status, check.advice], ["good", null], check.name);
});

const findings: readonly (readonly [string, "good" | "caution" | "bad", MachineFacts])[] = [
  ["Node.js", "bad", { ...quiet, nodeVersion: "22.9.0" }],
  ["Node.js", "bad", { ...quiet, nodeVersion: "20.20.2" }],
  ["Node.js", "good", { ...quiet, nodeVersion: "22.18.0" }],
  ["cores", "caution", { ...quiet, availableParallelism: 1 }],
  ["CPU allowance", "caution", { ...quiet, availableParallelism: 4 }],
  ["CPU allowance", "caution", { ...quiet, quotaCores: 1.5 }],
  ["CPU allowance", "good", { ...quiet, quotaCores: 8 }],
  ["CPU governor", "caution", { ...quiet, governor: "powersave" }],
  ["CPU time stolen", "bad", withMachine({ stealShare: 0.03 })],
  ["other processes", "bad", withMachine({ foreignCpuShare: 0.06 })],
  ["steadiness", "caution", noisy({ coefficientOfVariation: 0.1 })],
  ["steadiness", "bad", noisy({ coefficientOfVariation: 0.3 })],
  ["timer lag", "caution", noisy({ timerLagP99Micros: 12_000 })],
  ["open files", "bad", { ...quiet, fileLimit: 256 }],
  ["open files", "caution", { ...quiet, fileLimit: 1_024 }],
  ["memory", "caution", { ...quiet, availableMemoryBytes: 2 ** 29 }],
  ["memory", "bad", { ...quiet, availableMemoryBytes: 2 ** 27 }],
  ["ports", "caution", { ...quiet, reusesPorts: false }],
  ["ports", "caution", { ...quiet, localPorts: 1_000 }],
  ["shared ports", "good", { ...quiet, tcpMigrateReq: false }],
];

for (const [index, [name, status, facts]] of findings.entries()) {
  test(`${name}: ${status} (${index}), said with what was found and what to do`, () => {
    const check = checksOf(facts).find((candidate) => candidate.name === name);
    assert.equal(check?.status, status);
    assert.notEqual(check.found, "");
    if (status !== "good") assert.match(check.advice ?? "", /^[A-Z].*\.$/);
  });
}

function adviceOnCores(change: Partial<MachineFacts>): string {
  return checksOf({ ...quiet, ...change }).find(({ name }) => name === "cores")?.advice ?? "";
}

test("one core of several that are there is to be had without another machine", () => {
  assert.match(adviceOnCores({ availableParallelism: 1 }), /this machine has 8: allow more of them/);
  assert.match(adviceOnCores({ availableParallelism: 1, machineCores: 1 }), /use a machine with two or more/);
});

test("another Node than the one developed on is good, and both are named", () => {
  const [check] = checksOf({ ...quiet, nodeVersion: "24.1.0" });
  assert.equal(check?.status, "good");
  assert.match(check.found, /24\.1\.0.*26\.10\.0/);
});

test("what the system does not tell is no check", () => {
  const told = { stealShare: null, foreignCpuShare: null, pressureShare: null, busyShare: null };
  const silent = {
    ...withMachine(told),
    fileLimit: null,
    governor: null,
    localPorts: null,
    reusesPorts: null,
    tcpMigrateReq: null,
  };
  const names = checksOf(silent).map((check) => check.name);
  assert.deepEqual(names, ["Node.js", "cores", "CPU allowance", "steadiness", "timer lag", "memory"]);
});

test("a port range counts both its ends", () => {
  assert.equal(parsePortRange("32768\t60999\n"), 28_232);
  assert.equal(parsePortRange(""), null);
});

test("this machine is examined: its Node.js, cores and memory at least", async () => {
  const checks = await examine();
  const names = checks.map((check) => check.name);
  assert.equal(new Set(names).size, names.length);
  assert.ok(["Node.js", "cores", "memory", "steadiness"].every((name) => names.includes(name)));
  assert.ok(checks.find((check) => check.name === "Node.js")?.found.startsWith(process.versions.node));
});
