import assert from "node:assert/strict";
import { dirname } from "node:path";
import { test, type TestContext } from "node:test";
import { measure, type Progress } from "../../../harness/conduct/measure.ts";
import { checkArm } from "../../../harness/execute/first-look.ts";
import { runExperiment } from "../../../harness/experiments/blocks.ts";
import type { Course } from "../../../harness/course.ts";
import type { App, Plan, PlannedTrial, Run, TrialResult } from "../../../harness/model/index.ts";
import { makeFolder } from "../../../harness/store/folder.ts";
import { testApp, testAppPath } from "../../support/boot-target.ts";
import { freshFolder } from "../../support/broadside.ts";
import {
  allMarkedGone,
  assertNoneMarked,
  markedProcesses,
  markVariable,
  newMark,
  type Mark,
} from "../../support/marked-processes.ts";
import { newRun } from "../../support/new-run.ts";
import { smallPlan } from "../../support/small-plan.ts";

const never = new AbortController().signal;

const undisturbed: Course = { disturbanceOf: () => null, isDecided: () => false };

type Change = {
  readonly course?: Partial<Course>;
  readonly signal?: AbortSignal;
  readonly limitSeconds?: number;
  readonly whenTimeIsUp?: "end" | "pause";
  readonly bootTimeoutSeconds?: number;
};

/** Carries out a run of the plan; events are told to `events`. */
function start(
  plan: Plan,
  { course, signal = never, limitSeconds = Infinity, whenTimeIsUp = "end", bootTimeoutSeconds = 10 }: Change = {},
  events: Partial<Progress<Run, PlannedTrial>> = {},
) {
  const untilMillis = performance.now() + limitSeconds * 1_000;
  const experiment = runExperiment({ course: { ...undisturbed, ...course }, whenTimeIsUp });
  const progress = { onPhase: () => {}, onTrial: () => {}, end: () => {}, ...events };
  return measure(newRun(plan), experiment, { bootTimeoutSeconds, signal, untilMillis, save: async () => {}, progress });
}

async function execute(plan: Plan, change: Change = {}): Promise<readonly TrialResult[]> {
  return (await start(plan, change)).trials;
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
  assert.match(result.failure.message, /"Error: out of luck after 60 requests"/);
  assertNoneMarked(mark);
});

function flagFile(t: TestContext): string {
  const flag = freshFolder(t);
  makeFolder(dirname(flag));
  return flag;
}

test("a trial one of whose generators is killed is a failed trial that says so, and no process of it is left", async (t) => {
  const { app, mark } = marked(testApp("plain.js"));
  process.env[markVariable] = mark;
  t.after(() => delete process.env[markVariable]);
  const results: TrialResult[] = [];
  const generatorPids = (): readonly number[] =>
    markedProcesses(mark)
      .filter((line) => line.includes("harness/load/generator.ts"))
      .map((line) => Number.parseInt(line, 10));
  let killed = 0;
  await start(
    { ...smallPlan(app, { generators: 2 }), measuredSeconds: 30 },
    {},
    {
      onPhase: (_trial, phase) => {
        if (phase !== "measuring") return;
        const [first = 0, ...others] = generatorPids();
        assert.equal(others.length, 1);
        process.kill(first, "SIGKILL");
        killed += 1;
      },
      onTrial: ({ trials }) => results.push(...trials),
    },
  );
  const [result] = results;
  assert.equal(killed, 1);
  assert.ok(result?.status === "failed");
  assert.equal(result.failure.code, "generator-failed");
  assert.match(result.failure.message, /ended by SIGKILL/);
  await allMarkedGone(mark, 0);
});

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
  await start(
    plan,
    {},
    {
      onPhase: (_trial, phase) => phases.push(phase),
      onTrial: ({ trials }) => results.push(...trials),
    },
  );
  assert.deepEqual(phases, ["booting", "warming up", "measuring", "stopping"]);
  const [trial] = results;
  assert.equal(trial?.status, "measured");
  const { times, load, workers } = trial;
  const parts = (times.bootSeconds ?? Infinity) + times.warmupSeconds + times.measuredSeconds + times.drainSeconds;
  assert.ok(parts <= times.totalSeconds, `${parts} of ${times.totalSeconds}`);
  assert.ok(times.measuredSeconds >= 0.3);
  const [worker] = workers ?? [];
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
  const [arm] = plan.arms;
  assert.ok(arm !== undefined);
  await assert.rejects(checkArm(arm, { plan, bootTimeoutSeconds: 10, signal: never }), {
    code: "dependency-failed",
    message: /^stock: throws\.js threw/,
  });
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
  test(`an interruption while ${phase} ends the run as it was, and nothing is left of the trial`, async () => {
    const { app, mark } = marked(testApp("plain.js"));
    const plan = smallPlan(app, { blocks: 2 });
    const abortion = new AbortController();
    let hasEnded = false;
    const run = await start(
      plan,
      { signal: abortion.signal },
      {
        onPhase: (_trial, now) => {
          if (now === phase) setImmediate(() => abortion.abort(new Error("that will do")));
        },
        end: () => (hasEnded = true),
      },
    );
    assert.deepEqual([run.trials, run.finishedAt, hasEnded], [[], null, true]);
    assertNoneMarked(mark);
  });
}

test("it is saved after each trial before that is told, and has ended with the last", async () => {
  const saved: Run[] = [];
  const told: Run[] = [];
  const experiment = runExperiment({ course: undisturbed, whenTimeIsUp: "end" });
  await measure(newRun(smallPlan(testApp("plain.js"), { blocks: 2 })), experiment, {
    bootTimeoutSeconds: 10,
    signal: never,
    untilMillis: Infinity,
    save: async (run) => void saved.push(run),
    progress: {
      onPhase: () => {},
      onTrial: (run) => {
        assert.equal(saved.at(-1), run);
        told.push(run);
      },
      end: () => {},
    },
  });
  assert.deepEqual(saved, told);
  assert.deepEqual(
    saved.map(({ trials, finishedAt }) => [trials.length, finishedAt === null]),
    [
      [1, true],
      [2, false],
    ],
  );
});

test("a block that was disturbed is measured again at once, and what counts is said", async () => {
  const plan = smallPlan(testApp("plain.js"), { blocks: 4 });
  const someone = { cause: "foreign-cpu", inWords: "somebody else was at work" } as const;
  const course = { disturbanceOf: ({ block }: TrialResult) => (block === 1 ? someone : null) };
  const run = await start(plan, { course });
  assert.deepEqual(
    run.trials.map(({ block }) => block),
    [0, 1, 4, 2, 3],
  );
  assert.deepEqual(run.replacedBlocks, [{ block: 1, by: 4, reason: "somebody else was at work in trial 1" }]);
});

test("a run ends at the look that decides it", async () => {
  const plan = { ...smallPlan(testApp("plain.js"), { blocks: 4 }), looks: [2, 3, 4] };
  const run = await start(plan, { course: { isDecided: ({ trials }) => trials.length === 3 } });
  assert.deepEqual(run.earlyEnd, { blocks: 3, because: "decided" });
  assert.equal(run.trials.length, 3);
});

test("no trial is begun after the time limit, and a run that pauses can be gone on with", async () => {
  const plan = smallPlan(testApp("plain.js"), { blocks: 4 });
  assert.equal((await start(plan, { limitSeconds: 0, whenTimeIsUp: "pause" })).earlyEnd, undefined);
  const run = await start(plan, { limitSeconds: 0 });
  assert.deepEqual(run.earlyEnd, { blocks: 0, because: "time" });
  assert.deepEqual(run.trials, []);
});

test("an arm runs its own version of the app, in its own folder", async () => {
  const plan = smallPlan(testApp("not-found.js"), {
    arms: [{ strategy: "single", options: {}, workers: 1, app: { ...testApp("plain.js"), cwd: "/" } }],
  });
  const [result] = await execute(plan);
  assert.equal(result?.status, "measured");
  assert.equal(result.load.counts.failed, 0);
});
