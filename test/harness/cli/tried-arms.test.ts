import assert from "node:assert/strict";
import { test } from "node:test";
import { tryArms } from "../../../harness/cli/tried-arms.ts";
import { BroadsideError, type ErrorCode } from "../../../harness/errors.ts";
import { smallPlan } from "../../support/small-plan.ts";

const plan = smallPlan({ script: "/srv/a.js", args: [], env: {} });
const [first] = plan.arms;
assert.ok(first !== undefined);
const arms = [
  { ...first, id: "cluster-os", strategy: "cluster-os" },
  { ...first, id: "threads-listen", strategy: "threads-listen" },
];

/** What is said of the threads where their tries end so, one after the other; null stands for an app that runs. */
async function saidOf(endings: readonly (readonly [code: ErrorCode, message: string] | null)[]) {
  const left = [...endings];
  const options = { plan, bootTimeoutSeconds: 1, signal: new AbortController().signal, onWait: () => {} };
  const tried = await tryArms({ arms, notApplicable: [] }, options, (arm) => {
    assert.equal(arm.strategy, "threads-listen");
    const ending = left.shift();
    assert.notEqual(ending, undefined, "it was tried once too often");
    return ending === undefined || ending === null
      ? Promise.resolve(0.01)
      : Promise.reject(new BroadsideError(...ending, "Look."));
  });
  assert.deepEqual(left, []);
  assert.equal(tried.arms.length, tried.notApplicable.length === 0 ? 2 : 1);
  return tried.notApplicable.map(({ strategy, reason }) => `${strategy}: ${reason}`);
}

test("what an app throws for being in a thread counts at once", async () => {
  assert.deepEqual(await saidOf([["app-threw", 'a.js threw "process.chdir() is not supported in workers".']]), [
    'threads-listen: the app does not run in a thread: a.js threw "process.chdir() is not supported in workers"',
  ]);
});

test("a failure that may have been the moment's is tried again", async () => {
  const passing = [
    ["app-never-listened", "a.js did not listen on a port within 10 s, while other programs used 60% of the CPU time."],
    ["app-bad-answer", "GET / answered with 503."],
    ["app-threw", 'a.js threw "connect ECONNREFUSED 127.0.0.1:5432".'],
  ] as const;
  for (const failure of passing) assert.deepEqual(await saidOf([failure, null]), []);
});

test("a failure that comes again is the reason as it is, and is not said to be of threads", async () => {
  const failure = ["app-bad-answer", "GET / answered with 503."] as const;
  assert.deepEqual(await saidOf([failure, failure]), [
    "threads-listen: it failed twice when tried: GET / answered with 503",
  ]);
});

test("what another part did is a trial's result", async () => {
  assert.deepEqual(await saidOf([["target-died", "nginx was ended."]]), []);
});
