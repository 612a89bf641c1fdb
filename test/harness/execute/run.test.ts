import assert from "node:assert/strict";
import { dirname } from "node:path";
import { test, type TestContext } from "node:test";
import { checkApp, executeTrials } from "../../../harness/execute/run.ts";
import type { App, Plan, TrialResult } from "../../../harness/model/index.ts";
import { makeFolder } from "../../../harness/store/folder.ts";
import { testApp, testAppPath } from "../../support/boot-target.ts";
import { freshFolder } from "../../support/broadside.ts";
import { assertNoneMarked, markVariable, newMark, type Mark } from "../../support/marked-processes.ts";
import { smallPlan } from "../../support/small-plan.ts";

const never = new AbortController().signal;

function options(plan: Plan, signal = never) {
  return { plan, bootTimeoutSeconds: 10, signal };
}

async function execute(plan: Plan): Promise<readonly TrialResult[]> {
  const results: TrialResult[] = [];
  await executeTrials(plan.trials, options(plan), {
    onPhase: () => {},
    onTrial: async (result) => void results.push(result),
  });
  return results;
}

function marked(app: App): { readonly app: App; readonly mark: Mark } {
  const mark = newMark();
  return { app: { ...app, env: { ...app.env, [markVariable]: mark } }, mark };
}

test("a trial whose app dies is a failed trial, with the app's own reason, and nothing of it is left", async () => {
  const { app, mark } = marked(testApp("dies-later.js"));
  const [result] = await execute(smallPlan(app));
  assert.equal(result?.status, "failed");
  assert.equal(result.failure.code, "app-threw");
  assert.match(result.failure.message, /"Error: out of luck after 200 requests"/);
  assertNoneMarked(mark);
});

function flagFile(t: TestContext): string {
  const flag = freshFolder(t);
  makeFolder(dirname(flag));
  return flag;
}

test("a run goes on after a trial that failed", async (t) => {
  const plan = smallPlan({ ...testApp("dies-once.js"), args: [flagFile(t)] }, { blocks: 2 });
  const results = await execute(plan);
  assert.deepEqual(
    results.map(({ index, status }) => ({ index, status })),
    [
      { index: 0, status: "failed" },
      { index: 1, status: "measured" },
    ],
  );
});

test("a trial tells its phases in order, and its times and counts hold together", async () => {
  const plan = smallPlan(testApp("plain.js"));
  const phases: string[] = [];
  const results: TrialResult[] = [];
  await executeTrials(plan.trials, options(plan), {
    onPhase: (_trial, _arm, phase) => phases.push(phase),
    onTrial: async (result) => void results.push(result),
  });
  assert.deepEqual(phases, ["booting", "warming up", "measuring", "stopping"]);
  const [trial] = results;
  assert.equal(trial?.status, "measured");
  const { times, load, workers } = trial;
  const parts = times.bootSeconds + times.warmupSeconds + times.measuredSeconds + times.drainSeconds;
  assert.ok(parts <= times.totalSeconds, `${parts} of ${times.totalSeconds}`);
  assert.ok(times.measuredSeconds >= 0.3);
  const [worker] = workers;
  assert.ok(worker !== undefined && worker.requests > 0);
  assert.ok(load.lifetime.completed <= worker.lifetimeFinished);
  assert.ok(worker.lifetimeFinished <= worker.lifetimeStarted);
  assert.ok(worker.lifetimeStarted <= load.lifetime.sent);
});

test("a service that the app needs and that does not start is named", async () => {
  const { app, mark } = marked(testApp("plain.js"));
  const dependency = { name: "stock", script: testAppPath("throws.js"), env: app.env, urlVariable: "STOCK_URL" };
  const other = { name: "prices", script: testAppPath("plain.js"), env: app.env, urlVariable: "PRICES_URL" };
  const plan = smallPlan(app, { dependencies: [other, dependency] });
  await assert.rejects(checkApp(options(plan)), { code: "dependency-failed", message: /^stock: throws\.js threw/ });
  assertNoneMarked(mark);
});

test("the app gets the address of each service that it needs, and all are stopped with it", async () => {
  const { app, mark } = marked(testApp("asks-stock.js"));
  const dependency = { name: "stock", script: testAppPath("plain.js"), env: app.env, urlVariable: "STOCK_URL" };
  const [result] = await execute(smallPlan(app, { dependencies: [dependency] }));
  assert.equal(result?.status, "measured");
  assert.equal(result.load.counts.failed, 0);
  assertNoneMarked(mark);
});

test("an app that cannot be booted is a failed trial, with its reason", async () => {
  const [result] = await execute(smallPlan(testApp("throws.js")));
  assert.equal(result?.status, "failed");
  assert.equal(result.failure.code, "app-threw");
});

for (const phase of ["booting", "warming up", "measuring"] as const) {
  test(`an interruption while ${phase} ends the run with its reason, and nothing is left`, async () => {
    const { app, mark } = marked(testApp("plain.js"));
    const plan = smallPlan(app, { blocks: 2 });
    const abortion = new AbortController();
    const ended: TrialResult[] = [];
    const running = executeTrials(plan.trials, options(plan, abortion.signal), {
      onPhase: (_trial, _arm, now) => {
        if (now === phase) setImmediate(() => abortion.abort(new Error("that will do")));
      },
      onTrial: async (result) => void ended.push(result),
    });
    await assert.rejects(running, { message: "that will do" });
    assert.deepEqual(ended, []);
    assertNoneMarked(mark);
  });
}
