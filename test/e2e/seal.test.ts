import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { describe, test, type TestContext } from "node:test";
import type { Seal, Severity, Warning } from "../../harness/model/index.ts";
import { loadRun } from "../../harness/store/run-store.ts";
import { testAppPath } from "../support/boot-target.ts";
import { broadside, freshFolder } from "../support/broadside.ts";
import { testWhole } from "../support/grid.ts";

type Sealed = {
  readonly code: number | null;
  readonly folder: string;
  readonly seal: Seal["status"];
  readonly warnings: readonly Warning[];
};

async function seal(t: TestContext, args: readonly string[]): Promise<Sealed> {
  const folder = freshFolder(t);
  const { code, stdout, stderr } = await broadside([...args, "--targets", "single", "--json", "--out", folder]);
  assert.notEqual(stdout, "", stderr);
  const summary = JSON.parse(stdout);
  return { code, folder, seal: summary.seal.status, warnings: summary.warnings };
}

function appWith(name: string, ...more: readonly string[]): readonly string[] {
  return ["--app", testAppPath(name), "--path", "/", "--warmup", "100ms", "--blocks", "1", ...more];
}

function severityOf(warnings: readonly Warning[], code: string): Severity | undefined {
  return warnings.find((warning) => warning.code === code)?.severity;
}

/** Keeps as many cores busy as there are processes, until the test ends. */
function burn(t: TestContext, processes: number): void {
  for (let count = 0; count < processes; count += 1) {
    const child = spawn(process.execPath, ["-e", "for (;;);"], { stdio: "ignore" });
    t.after(() => child.kill("SIGKILL"));
  }
}

describe("what puts a run in doubt does so when it is met", () => {
  test("a load generator at the end of its core", async (t) => {
    const run = await seal(t, appWith("tiny-chunks.js", "--duration", "1s"));
    assert.equal(severityOf(run.warnings, "generator-saturated"), "suspect");
    assert.notEqual(run.seal, "VALID");
  });

  testWhole("an app that counts what it was not asked", async (t) => {
    const run = await seal(t, appWith("counts-twice.js", "--duration", "300ms"));
    assert.equal(severityOf(run.warnings, "counts-disagree"), "suspect");
    assert.notEqual(run.seal, "VALID");
  });

  test("an app that answers what it does not count", async (t) => {
    const run = await seal(t, appWith("tiny-chunks.js", "--duration", "300ms"));
    assert.equal(severityOf(run.warnings, "counts-disagree"), "suspect");
  });

  testWhole("an app that answers some requests with an error", async (t) => {
    const run = await seal(t, appWith("fails-now-and-then.js", "--duration", "300ms"));
    assert.equal(severityOf(run.warnings, "errors"), "invalid");
    assert.deepEqual([run.code, run.seal], [4, "INVALID"]);
  });

  testWhole("an app that becomes slower", async (t) => {
    const run = await seal(t, appWith("slows-down.js", "--duration", "3s"));
    assert.equal(severityOf(run.warnings, "not-steady"), "suspect");
    assert.notEqual(run.seal, "VALID");
  });

  test("other programs: a quarter of the blocks is measured again, and the rest told of", async (t) => {
    burn(t, 1);
    const run = await seal(t, ["--scenario", "ping", "--warmup", "100ms", "--duration", "300ms", "--blocks", "4"]);
    assert.equal(severityOf(run.warnings, "foreign-cpu"), "suspect");
    assert.equal(severityOf(run.warnings, "blocks-replaced"), "note");
    assert.notEqual(run.seal, "VALID");
    const { trials, replacedBlocks } = await loadRun(run.folder);
    assert.equal(trials.length, 5);
    const [replaced] = replacedBlocks;
    assert.match(replaced?.reason ?? "", /^other programs used [\d.]+% of the CPU time in trial 0$/);
    assert.deepEqual([replacedBlocks.length, replaced?.block, replaced?.by], [1, 0, 4]);
  });
});

testWhole("--canary measures the baseline twice in each block, and tells what came of it", async (t) => {
  const times = ["--warmup", "100ms", "--duration", "250ms", "--blocks", "6"];
  const run = await seal(t, ["--scenario", "ping", "--canary", ...times]);
  assert.equal(severityOf(run.warnings, "canary-agrees"), "note");
  const { plan, trials, replacedBlocks } = await loadRun(run.folder);
  assert.deepEqual(
    plan.arms.map(({ id, canaryOf }) => [id, canaryOf]),
    [
      ["single", undefined],
      ["single-canary", "single"],
    ],
  );
  assert.equal(trials.length, 2 * (6 + replacedBlocks.length));
});
