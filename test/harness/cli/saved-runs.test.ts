import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test, type TestContext } from "node:test";
import type { Run } from "../../../harness/model/index.ts";
import { makeFolder } from "../../../harness/store/folder.ts";
import { saveRun } from "../../../harness/store/run-store.ts";
import { broadside as inOwnProcess, freshFolder } from "../../support/broadside.ts";
import { startResident } from "../../support/resident.ts";
import { makeRun, withFailures, withMachine, type RunShape } from "../../support/trials.ts";

const { broadside, stop } = startResident();
after(stop);

async function saved(t: TestContext, shape: Partial<RunShape> = {}, change: Partial<Run> = {}): Promise<string> {
  const folder = freshFolder(t);
  makeFolder(folder);
  await saveRun(folder, { ...makeRun({ arms: ["single", "cluster-os"], ...shape }), ...change });
  return folder;
}

test("baseline save, show and check: a run is as good as itself", async (t) => {
  const folder = await saved(t);
  const file = join(folder, "baseline.json");
  assert.equal((await broadside(["baseline", "save", folder, "--to", file])).code, 0);
  const shown = await broadside(["baseline", "show", file]);
  assert.equal(shown.code, 0);
  assert.match(shown.stdout, /^cpu-report: CPU-bound report\n/);
  assert.match(shown.stdout, /^cluster-os +2 +8 +\d/m);
  const checked = await broadside(["baseline", "check", file, folder, "--json"]);
  assert.equal(checked.code, 0, checked.stderr);
  assert.equal(JSON.parse(checked.stdout).outcome, "pass");
});

test("baseline check exits with 1 for a regression, 3 where the data do not say, and as the caller wants it", async (t) => {
  const file = join(freshFolder(t), "..", "baseline.json");
  const good = await saved(t, { blocks: 10 });
  assert.equal((await broadside(["baseline", "save", good, "--to", file])).code, 0);
  const slow = await saved(t, { blocks: 10, throughput: (arm, block) => (arm === "single" ? 100 : 110) + block });
  const { code, stdout } = await broadside(["baseline", "check", file, slow]);
  assert.equal(code, 1);
  assert.match(
    stdout,
    /^✘ REGRESSION {2}.*, against the baseline of .*\n.*\n\nWorse than the baseline: speed-up of cluster-os by/,
  );
  assert.match(readFileSync(join(slow, "check-junit.xml"), "utf8"), /failures="1".*speed-up of cluster-os/s);
  const few = await saved(t, { blocks: 1 });
  assert.equal((await broadside(["baseline", "check", file, few])).code, 3);
  assert.equal((await broadside(["baseline", "check", file, few, "--inconclusive", "pass"])).code, 0);
  const invalid = await saved(t, { trial: (trial) => withFailures(trial, 100) });
  assert.equal((await broadside(["baseline", "check", file, invalid])).code, 4);
});

test("a run is held to a baseline of the same command, however far each warm-up was lengthened for a slow app", async (t) => {
  const file = join(freshFolder(t), "..", "baseline.json");
  const lengthened = (warmupSeconds: number) =>
    saved(t, { blocks: 10, plan: { warmupSeconds, chosenWarmupSeconds: 2 } });
  assert.equal((await broadside(["baseline", "save", await lengthened(3), "--to", file])).code, 0);
  assert.equal((await broadside(["baseline", "check", file, await lengthened(3.5)])).code, 0);
});

test("a check tells GitHub what came of it, in an annotation and in the summary", async (t) => {
  const file = join(freshFolder(t), "..", "baseline.json");
  assert.equal((await broadside(["baseline", "save", await saved(t, { blocks: 10 }), "--to", file])).code, 0);
  const slow = await saved(t, { blocks: 10, throughput: (arm, block) => (arm === "single" ? 100 : 110) + block });
  const summary = join(slow, "summary.md");
  const env = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary };
  const { stderr } = await inOwnProcess(["baseline", "check", file, slow], { env });
  assert.match(
    stderr,
    /^::error title=broadside baseline%2C report of cpu-report%2C single with 1 worker%2C 64 connections%3A regression::Worse than the baseline/m,
  );
  assert.equal(readFileSync(summary, "utf8"), readFileSync(join(slow, "check.md"), "utf8"));
  assert.match(readFileSync(summary, "utf8"), /^## ✘ regression: .*\| speed-up \| cluster-os \|/s);
});

test("a verdict stands where its summary or its reports cannot be written, which is said", async (t) => {
  const file = join(freshFolder(t), "..", "baseline.json");
  assert.equal((await broadside(["baseline", "save", await saved(t, { blocks: 10 }), "--to", file])).code, 0);
  const slow = await saved(t, { blocks: 10, throughput: (arm, block) => (arm === "single" ? 100 : 110) + block });
  for (const [place, refused] of [
    [slow, /^The verdict stands, but not all files could be written: .*EISDIR/m],
    ["/dev/full", /^The verdict stands, but not all files could be written: .*ENOSPC/m],
  ] as const) {
    const unsummarised = await inOwnProcess(["baseline", "check", file, slow], { env: { GITHUB_STEP_SUMMARY: place } });
    assert.equal(unsummarised.code, 1, unsummarised.stderr);
    assert.match(unsummarised.stdout, /regression/);
    assert.match(unsummarised.stderr, refused);
  }
  // In the place of a report of the check.
  rmSync(join(slow, "check.md"));
  mkdirSync(join(slow, "check.md", "taken"), { recursive: true });
  const unreported = await broadside(["baseline", "check", file, slow, "--json"]);
  assert.equal(unreported.code, 1, unreported.stderr);
  assert.equal(JSON.parse(unreported.stdout).outcome, "regression");
  assert.match(unreported.stderr, /^The verdict stands, but not all files could be written: .*check\.md/m);
});

test("a baseline that cannot be used is a sentence and exit code 2", async (t) => {
  const folder = await saved(t);
  const file = join(folder, "baseline.json");
  await broadside(["baseline", "save", folder, "--to", file]);
  const whole = readFileSync(file, "utf8");
  const elsewhere = await saved(t, { environment: { fingerprint: "another" } });
  const otherScenario = await saved(t, { plan: { scenario: "ping" } });
  const otherLoad = await saved(t, { connections: 3 });
  const otherWorkers = await saved(t, { arms: ["single", { strategy: "cluster-os", id: "cluster-os", workers: 7 }] });
  const otherWarmup = await saved(t, { plan: { warmupSeconds: 5 } });
  const suspect = await saved(t, { trial: (trial) => withMachine(trial, { stealShare: 0.5 }) });
  const write = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const cases: readonly (readonly [args: readonly string[], said: RegExp])[] = [
    [["baseline"], /"baseline" needs save, show or check/],
    [["baseline", "check", join(folder, "none.json"), folder], /none\.json does not exist/],
    [["baseline", "check", write("cut.json", whole.slice(0, 500)), folder], /cut\.json is damaged or cut short/],
    [["baseline", "check", write("empty.json", ""), folder], /empty\.json is empty/],
    [["baseline", "check", join(folder, "run.json"), folder], /run\.json is JSON, but not a baseline of Broadside/],
    [
      ["baseline", "check", write("new.json", whole.replace('"version": 1', '"version": 9')), folder],
      /is a baseline of version 9; this Broadside reads version 1/,
    ],
    [
      ["baseline", "check", write("odd.json", whole.replace('"scenario"', '"scenery"')), folder],
      /is not a valid baseline: /,
    ],
    [["baseline", "check", file, otherScenario], /is of the scenario cpu-report .*, the run of ping/],
    [["baseline", "check", file, elsewhere, "--absolute"], /is from another machine/],
    [
      ["baseline", "check", file, otherLoad],
      /differ in the load \(closed, 64 connections, keep-alive then, closed, 3 .*gate --against does so/s,
    ],
    [
      ["baseline", "check", file, otherWorkers],
      /differ in what arms are: cluster-os \(\d+ workers then, 7 workers now\).*or save a baseline of what they are now/s,
    ],
    [["baseline", "check", file, otherWarmup], /differ in the warm-up \(2 s then, 5 s now\)/],
    [["baseline", "check", file, folder, "--tolerance", "2"], /--tolerance is "2"/],
    [["baseline", "save", suspect], /is suspect: The hypervisor took/],
    [["baseline", "save", folder, "--to", "/proc/baseline.json"], /baseline\.json/],
  ];
  for (const [args, said] of cases) {
    const { code, stdout, stderr } = await broadside(args);
    assert.equal(code, 2, `${args.join(" ")}: ${stderr}`);
    assert.equal(stdout, "");
    assert.match(stderr, said);
    assert.doesNotMatch(stderr, /^ +at /m);
  }
});

async function manyRuns(t: TestContext, count: number): Promise<string> {
  const parent = freshFolder(t);
  for (let index = 0; index < count; index++) {
    const folder = join(parent, `run-${String(index).padStart(2, "0")}`);
    makeFolder(folder);
    const throughput = (arm: string, block: number): number =>
      (arm === "single" ? 100 : index < 7 ? 200 : 150) + ((index + block) % 3);
    const run = makeRun({ arms: ["single", "cluster-os"], blocks: 2, throughput });
    await saveRun(folder, { ...run, createdAt: new Date(Date.UTC(2026, 2, 1 + index)).toISOString() });
  }
  return parent;
}

test("trend marks a change, writes its files, and leaves out what is no run", async (t) => {
  const parent = await manyRuns(t, 14);
  mkdirSync(join(parent, "run-bad"));
  writeFileSync(join(parent, "run-bad", "run.json"), "{");
  const { code, stdout, stderr } = await broadside(["trend", parent]);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^Throughput of cpu-report, run by run\n/);
  assert.match(stdout, /cluster-os×2: −2\d% \(worse\) since 2026-03-08 00:00, p 0\.00\d, 7 runs before and 7 after/);
  assert.match(stdout, /single: no change found, of those with at least 5 runs on either side\./);
  assert.match(stderr, /left out: .*run-bad: .*damaged or cut short/);
  const svg = readFileSync(join(parent, "trend.svg"), "utf8");
  assert.match(svg, /^<svg xmlns/);
  assert.match(readFileSync(join(parent, "trend.md"), "utf8"), /\| cluster-os×2 \| 14 \|/);
  assert.equal(JSON.parse(readFileSync(join(parent, "trend.json"), "utf8")).schema, "broadside/trend");
  assert.ok(!readdirSync(parent).some((name) => name.endsWith(".tmp")));
});

test("trend says how many runs are missing, and --json is the trend alone", async (t) => {
  const parent = await manyRuns(t, 4);
  const { code, stdout } = await broadside([
    "trend",
    parent,
    "--metric",
    "cpu",
    "--json",
    "--out",
    join(parent, "out"),
  ]);
  assert.equal(code, 0);
  assert.equal(JSON.parse(stdout).metric.id, "cpu-per-request");
  assert.match((await broadside(["trend", parent])).stdout, /single: 6 more runs needed to look for a change/);
});

test("trend of nothing is a sentence and exit code 2", async (t) => {
  const folder = await saved(t);
  for (const [args, said] of [
    [["trend", "/nowhere"], /\/nowhere does not exist/],
    [["trend", folder], /holds no folder with a run/],
    [["trend", join(folder, ".."), "--scenario", "ping"], /is of the scenario "ping"/],
    [["trend", folder, "--metric", "speed"], /--metric names "speed"/],
  ] as const) {
    const { code, stderr } = await broadside(args);
    assert.equal(code, 2, stderr);
    assert.match(stderr, said);
  }
});
