import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { allowedCores, allowedWorkers, countOfCpuList } from "../../../harness/observe/allowed-cores.ts";

/** A /proc of a process that may run on some CPUs, in a control group with a quota in µs for each 100,000. */
function makeProc(t: TestContext, cpuList: string, quota: string): string {
  const folder = mkdtempSync(join(tmpdir(), "broadside-cores-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const group = join(folder, "cgroup");
  for (const path of [join(folder, "self"), group]) mkdirSync(path);
  writeFileSync(join(folder, "self/status"), `Name:\tnode\nCpus_allowed:\tff\nCpus_allowed_list:\t${cpuList}\n`);
  writeFileSync(join(folder, "self/mountinfo"), `36 25 0:31 / ${group} rw - cgroup2 cgroup2 rw\n`);
  writeFileSync(join(folder, "self/cgroup"), "0::/\n");
  writeFileSync(join(group, "cpu.max"), `${quota} 100000\n`);
  return folder;
}

test("a list of CPUs is counted", () => {
  assert.deepEqual(["0", "0-3", "0-1,4,6-7", "x"].map(countOfCpuList), [1, 4, 5, null]);
});

test("what may be used is the smaller of the CPUs to run on and the limit of CPU time", (t) => {
  const cases = [
    ["0-7", "max", 8, 8],
    ["2,5", "max", 2, 2],
    ["0-7", "350000", 3.5, 3],
    ["0-7", "50000", 0.5, 1],
    ["3", "350000", 1, 1],
  ] as const;
  for (const [cpus, quota, cores, workers] of cases) {
    const proc = makeProc(t, cpus, quota);
    assert.deepEqual([allowedCores(proc), allowedWorkers(proc)], [cores, workers]);
  }
});

test("where taskset leaves one CPU, workers are counted by that one", () => {
  const module = fileURLToPath(new URL("../../../harness/observe/allowed-cores.ts", import.meta.url));
  const code = `import { allowedWorkers } from ${JSON.stringify(module)}; console.log(allowedWorkers());`;
  const args = ["-c", "0", process.execPath, "--input-type=module", "--eval", code];
  assert.equal(execFileSync("taskset", args, { encoding: "utf8" }).trim(), "1");
});
