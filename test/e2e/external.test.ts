import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { describe, test } from "node:test";
import { loadRun } from "../../harness/store/run-store.ts";
import { testAppPath } from "../support/boot-target.ts";
import { broadside, freshFolder, startBroadside } from "../support/broadside.ts";
import { testDeployment, type TestDeployment } from "../support/deployment.ts";
import { allMarkedGone } from "../support/marked-processes.ts";

const short = ["--blocks", "1", "--duration", "300ms", "--warmup", "100ms"];

function optionsOf({ url, up, down }: TestDeployment): readonly string[] {
  return ["--external-url", url, "--external-up", up.join(" "), "--external-down", down.join(" ")];
}

describe("a deployment", { concurrency: 2 }, () => {
  test("is an arm beside a strategy: brought up for its trial, measured by HTTPS, and taken down", async (t) => {
    const deployment = await testDeployment(t, "secure.js", "https");
    const folder = freshFolder(t);
    const app = ["--app", testAppPath("plain.js"), "--targets", "single,external"];
    const { code, stdout, stderr } = await broadside([...app, ...optionsOf(deployment), ...short, "--out", folder]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /External deployment .* not observed/);
    assert.match(stdout, /Clients spoke HTTPS to external, and plain HTTP to single/);
    const { trials } = await loadRun(folder);
    const trial = trials.find(({ armId }) => armId === "external");
    assert.ok(trial?.status === "measured");
    const { load, workers, processes, times, machine } = trial;
    assert.equal(trial.scheme, "https");
    assert.ok(load.completedInWindow > 0 && (times.bootSeconds ?? 0) > 0);
    assert.deepEqual([workers, processes, machine.foreignCpuShare], [null, null, null]);
    assert.ok(!existsSync(deployment.file));
  });

  for (const signal of ["SIGINT", "SIGKILL"] as const) {
    test(`is taken down when the run is ended by ${signal} in the middle of a trial`, async (t) => {
      const deployment = await testDeployment(t, "plain.js");
      const folder = freshFolder(t);
      const long = ["--blocks", "1", "--duration", "60s", "--warmup", "0", "--out", folder];
      const command = startBroadside([...optionsOf(deployment), ...long]);
      await command.said(/Results go to/);
      command.kill(signal);
      await command.ended;
      await allMarkedGone(command.mark);
      assert.ok(!existsSync(deployment.file));
    });
  }
});
