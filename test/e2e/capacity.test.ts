import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { loadCapacity } from "../../harness/experiments/capacity/store.ts";
import { testAppPath } from "../support/boot-target.ts";
import { broadside, freshFolder, startBroadside } from "../support/broadside.ts";
import { testWhole } from "../support/grid.ts";
import { assertNoneMarked } from "../support/marked-processes.ts";
import { assertReconciles, assertTidy } from "../support/run-folder.ts";

const files = [
  "capacity.html",
  "capacity.md",
  "capacity.csv",
  "capacity-trials.csv",
  "capacity.json",
  "capacity-run.json",
];
/** Answers 500 requests a second at most: each takes 2 ms of CPU. */
const spins = ["--app", testAppPath("spins.js"), "-t", "single"];
/** On a machine that does something else the search may not end before its time is up. */
const short = ["--duration", "600ms", "--warmup", "200ms", "--time", "40s"];

function assertReported(folder: string): void {
  for (const name of files) assert.ok(existsSync(join(folder, name)), `${name} is missing`);
  assertTidy(folder);
}

describe("capacity from the command line", { concurrency: 1 }, () => {
  test("finds what a target holds, and reports it in every format", async (t) => {
    const folder = freshFolder(t);
    const { code, stdout, stderr } = await broadside([
      "capacity",
      ...spins,
      ...short,
      "--confirm",
      "2",
      "--slo",
      "p95<60ms",
      "--out",
      folder,
    ]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /single holds the highest rate(?: so far: at least|:) \d+ req\/s at p95<60ms/);
    assertReported(folder);
    const { finishedAt, probes, plan } = await loadCapacity(folder);
    assert.deepEqual(
      plan.objectives.map(({ text }) => text),
      ["p95<60ms", "errors<=0.1%"],
    );
    for (const { trial, kind, rate } of probes) {
      assert.ok(trial.status === "measured");
      assertReconciles(trial);
      assert.equal(kind === "saturation", rate === null);
    }
    const { arms } = JSON.parse(readFileSync(join(folder, "capacity.json"), "utf8"));
    const [{ outcome, held, missed }] = arms;
    // Both ends may be confirmed when the time is up, with the lower rates still to be looked at.
    assert.ok(outcome === "confirmed" || (outcome === "narrowing" && finishedAt === null), outcome);
    // The machine may be slower than its clock says, never faster; but in so short a window fewer may come than are due.
    assert.ok(
      held.rate > 50 && held.rate < 600 && missed.rate > held.rate && missed.rate < 800,
      JSON.stringify(arms[0]),
    );

    const again = await broadside(["report", folder, "--json"]);
    assert.equal(again.code, 0, again.stderr);
    assert.deepEqual(JSON.parse(again.stdout), JSON.parse(readFileSync(join(folder, "capacity.json"), "utf8")));
  });

  testWhole("an interrupt keeps what was searched, and --resume goes on with it", async (t) => {
    const folder = freshFolder(t);
    const command = startBroadside([
      "capacity",
      ...spins,
      ...short,
      "--confirm",
      "1",
      "--slo",
      "p95<60ms",
      "--out",
      folder,
    ]);
    await command.said(/^trial \d+, single .*: \d+ req\/s: (?:held|missed)/m);
    command.kill("SIGINT");
    const { code, stderr } = await command.ended;
    assert.equal(code, 130, stderr);
    assertNoneMarked(command.mark);
    assertReported(folder);
    assert.ok(stderr.includes(`Continue with: broadside capacity --resume ${folder}`), stderr);
    const before = await loadCapacity(folder);
    assert.equal(before.finishedAt, null);

    const resumed = await broadside(["capacity", "--resume", folder, "--time", "10s"]);
    assert.equal(resumed.code, 0, resumed.stderr);
    const after = await loadCapacity(folder);
    assert.ok(after.probes.length > before.probes.length);
    assert.deepEqual(after.probes.slice(0, before.probes.length), before.probes);
  });

  testWhole("an objective that an idle target misses is said not to be held at any rate", async (t) => {
    const folder = freshFolder(t);
    const { code, stdout, stderr } = await broadside([
      "capacity",
      ...spins,
      ...short,
      "--confirm",
      "1",
      "--slo",
      "p50<1ms",
      "--generators",
      "2",
      "--out",
      folder,
    ]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /p50<1ms is not held by any arm at any rate tried/);
    const { probes } = await loadCapacity(folder);
    for (const { trial } of probes) {
      assert.ok(trial.status === "measured");
      assertReconciles(trial);
      assert.ok((trial.load.busiestGeneratorCpuMicros ?? Infinity) < trial.load.generatorCpuMicros);
    }
    assert.match(readFileSync(join(folder, "capacity.md"), "utf8"), /sent by 2 generator processes at times/);
  });
});
