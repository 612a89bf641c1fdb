import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { loadRun } from "../../harness/store/run-store.ts";
import { testAppPath } from "../support/boot-target.ts";
import { broadside, freshFolder } from "../support/broadside.ts";
import { useEngine } from "../support/engine.ts";
import { testWhole } from "../support/grid.ts";
import { assertComplete } from "../support/run-folder.ts";

const short = ["--workers", "1", "--connections", "1", "--duration", "1s", "--warmup", "200ms", "--blocks", "1"];

/** What the run measured, and its report. */
async function measure(t: TestContext, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const folder = freshFolder(t);
  const { code, stdout, stderr } = await broadside([...args, ...short, "--out", folder], { env });
  assert.equal(code, 0, stdout + stderr);
  const run = await loadRun(folder);
  assertComplete(run);
  return { run, report: readFileSync(join(folder, "report.md"), "utf8") };
}

describe("runs in containers", { concurrency: 2 }, () => {
  useEngine();

  testWhole(
    "--cpus limits those targets that do not say otherwise, and what the limit did is measured and told",
    async (t) => {
      const { run, report } = await measure(t, ["--targets", "docker,docker:cpus=all", "--cpus", "0.15"]);
      const throttling = new Map(
        run.trials.map((trial) => [trial.armId, trial.status === "measured" ? trial.throttling : []]),
      );
      assert.equal(throttling.get("docker:cpus=all"), undefined);
      const [limited, ...others] = throttling.get("docker:cpus=0.15") ?? [];
      assert.deepEqual(others, []);
      assert.equal(limited?.limitCores, 0.15);
      assert.equal(limited.pids.length, 1);
      assert.ok(limited.throttledPeriods > 0 && limited.throttledPeriods <= limited.periods, JSON.stringify(limited));
      assert.ok(limited.throttledMicros > 0);
      assert.match(
        report,
        /\(docker:cpus=0\.15\): A CPU limit of 0\.15 cores, on each of 1 group of processes, stopped them in \d/,
      );
      assert.match(report, /A CPU limit stopped it in \d+% of periods: it is the limit\./);
    },
  );

  test("without an Engine the rest runs, and the report says what was looked for and how to have it", async (t) => {
    const args = ["--app", testAppPath("plain.js"), "--targets", "single,docker"];
    const { run, report } = await measure(t, args, { DOCKER_HOST: "unix:///nowhere/docker.sock" });
    assert.deepEqual(
      run.plan.arms.map(({ id }) => id),
      ["single"],
    );
    assert.match(
      report,
      /docker.*no Docker Engine answers at \/nowhere\/docker\.sock .*systemctl start docker.*set DOCKER\\?_HOST/,
    );
  });

  const misuse: readonly (readonly [title: string, args: readonly string[], found: RegExp])[] = [
    ["an image that is not there", ["--targets", "docker", "--image", "my/app:2"], /has no image "my\/app:2"/],
    ["more CPUs than there are", ["--targets", "docker", "--cpus", "300"], /0\.01 to \d+ CPUs here, and not 300/],
    ["less memory than the Engine takes", ["--targets", "docker", "--memory", "5m"], /must have 6m of memory or more/],
    ["CPUs that are none", ["--targets", "docker", "--cpus", "few"], /--cpus is "few"\n.*CPUs that each .*0\.5/],
    ["memory without a unit", ["--targets", "docker:memory=256"], /docker has no option "memory=256"\n.*memory=256m/],
    ["limits without containers", ["--targets", "single", "--memory", "1g"], /--memory needs containers/],
    ["a balancer that its proxy lacks", ["--targets", "docker:front=nginx:central-queue"], /nginx has no balancer/],
  ];
  for (const [title, args, found] of misuse) {
    test(`${title}: one sentence and exit code 2`, async () => {
      const { code, stdout, stderr } = await broadside(args);
      assert.match(stderr, found);
      assert.doesNotMatch(stderr, /^\s+at /m);
      assert.deepEqual([code, stdout], [2, ""]);
    });
  }
});
