import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { BroadsideError } from "../../harness/errors.ts";
import type { Scenario } from "../../harness/model/index.ts";
import { contendersOf, makePlan, meanOverheadSeconds, trialsOfBlock } from "../../harness/plan.ts";
import type { ArmInput, PlanInput } from "../../harness/plan.ts";
import { makeRun } from "../support/trials.ts";

const scenario: Scenario = {
  name: "ping",
  title: "Ping",
  description: "The least an app can do.",
  bound: "nothing",
  app: { script: "/srv/app/server.js", args: [], env: {} },
  dependencies: [],
  requests: [{ name: "ping", weight: 1, method: "GET", path: "/", headers: {}, expect: { status: 200 } }],
  connectionMode: "per-request",
  connections: 64,
  timeoutSeconds: 7,
  warmupSeconds: 2,
  measuredSeconds: 5,
  blocks: 8,
  strategies: ["single"],
};

const load = { kind: "closed", connections: 32, connectionMode: "per-request", timeoutSeconds: 7 } as const;

function input(change: Partial<PlanInput> = {}): PlanInput {
  return {
    scenario,
    arms: [arm("single", 1), arm("cluster-os"), arm("reverse-proxy")],
    notApplicable: [],
    load,
    warmupSeconds: 1,
    measuredSeconds: 3,
    blocks: 8,
    seed: 42,
    quick: false,
    fair: { backlog: 511, keepAliveTimeoutSeconds: 72, maxRequestsPerSocket: 0, noDelay: true },
    ...change,
  };
}

function arm(strategy: string, workers = 2, options: Readonly<Record<string, string>> = {}): ArmInput {
  return { strategy, workers, options };
}

const ids = (change: Partial<PlanInput>): readonly string[] => makePlan(input(change)).arms.map(({ id }) => id);

test("an arm is called by its strategy alone when that says which it is", () => {
  assert.deepEqual(ids({}), ["single", "cluster-os", "reverse-proxy"]);
});

test("the worker count is part of the id where a strategy is measured with several", () => {
  const arms = [arm("single", 1), arm("cluster-os", 2), arm("cluster-os", 4)];
  assert.deepEqual(ids({ arms }), ["single", "cluster-os×2", "cluster-os×4"]);
});

test("options are part of the id, and a label stands for the strategy and its options", () => {
  const arms = [
    arm("reverse-proxy", 2, { balancer: "round-robin" }),
    arm("reverse-proxy"),
    { ...arm("reverse-proxy", 2, { balancer: "random" }), label: "proxy at random" },
  ];
  assert.deepEqual(ids({ arms }), ["reverse-proxy:round-robin", "reverse-proxy", "proxy at random"]);
});

test("the size that the given environment of the app sets for libuv's pool is checked and recorded", () => {
  const withPool = (text: string) => {
    const app = { script: "/srv/app/server.js", args: [], env: { UV_THREADPOOL_SIZE: text } };
    return makePlan(input({ scenario: { ...scenario, app } })).fair.uvThreadpoolSize;
  };
  assert.equal(makePlan(input()).fair.uvThreadpoolSize, undefined);
  assert.deepEqual([withPool("16"), withPool("1024")], [16, 1_024]);
  for (const text of ["", "0", "1025", "4 ", "many"]) {
    assert.throws(() => withPool(text), { code: "bad-option", message: /UV_THREADPOOL_SIZE to "/, hint: /1 to 1024/ });
  }
});

test("the version of Node.js is part of the id where one is chosen, before the worker count", () => {
  const node = { version: "22.18.0", path: "/opt/node" };
  const arms = [
    { ...arm("single", 1), node },
    { ...arm("cluster-os", 2), node },
    { ...arm("cluster-os", 4), node },
    { ...arm("reverse-proxy", 2, { balancer: "random" }), node: { ...node, version: "24.0.1" } },
  ];
  assert.deepEqual(ids({ arms }), [
    "single@22.18.0",
    "cluster-os@22.18.0×2",
    "cluster-os@22.18.0×4",
    "reverse-proxy:random@24.0.1",
  ]);
  assert.deepEqual(makePlan(input({ arms })).arms[0]?.node, node);
});

test("the first arm is the baseline, and the load is the same for all", () => {
  const plan = makePlan(input());
  assert.equal(plan.baselineArmId, "single");
  for (const { load: actual } of plan.arms) assert.deepEqual(actual, load);
});

function refusal(change: Partial<PlanInput>, message: RegExp): void {
  assert.throws(
    () => makePlan(input(change)),
    (error) => error instanceof BroadsideError && error.code === "bad-option" && message.test(error.message),
  );
}

test("two arms that are the same, no arms, and no blocks are refused in words", () => {
  refusal({ arms: [arm("single", 1), arm("single", 1)] }, /single is asked for twice/);
  refusal({ arms: [] }, /no strategy/);
  refusal({ blocks: 0 }, /0 blocks/);
  refusal({ blocks: 2.5 }, /2\.5 blocks/);
});

const shapes = fc.record({
  seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  blocks: fc.integer({ min: 1, max: 20 }),
  count: fc.integer({ min: 1, max: 8 }),
});

function shaped(shape: { readonly seed: number; readonly blocks: number; readonly count: number }) {
  const arms = Array.from({ length: shape.count }, (_, index) => arm(`strategy-${index}`));
  return makePlan(input({ arms, seed: shape.seed, blocks: shape.blocks }));
}

test("every block holds every arm exactly once, and indexes and positions count up without a gap", () => {
  fc.assert(
    fc.property(shapes, (shape) => {
      const { arms, trials } = shaped(shape);
      assert.deepEqual(
        trials.map(({ index }) => index),
        Array.from({ length: shape.blocks * shape.count }, (_, index) => index),
      );
      for (let block = 0; block < shape.blocks; block += 1) {
        const within = trials.filter((trial) => trial.block === block);
        assert.deepEqual(within.map(({ armId }) => armId).toSorted(), arms.map(({ id }) => id).toSorted());
        assert.deepEqual(
          within.map(({ position }) => position),
          arms.map((_, position) => position),
        );
      }
    }),
  );
});

test("the same seed gives the same plan", () => {
  fc.assert(fc.property(shapes, (shape) => assert.deepEqual(shaped(shape), shaped(shape))));
});

test("more blocks leave the order of the earlier ones as it was", () => {
  fc.assert(
    fc.property(shapes, fc.integer({ min: 1, max: 10 }), (shape, more) => {
      const { trials } = shaped(shape);
      const longer = shaped({ ...shape, blocks: shape.blocks + more }).trials;
      assert.deepEqual(longer.slice(0, trials.length), trials);
    }),
  );
});

function order(seed: number): readonly string[] {
  return shaped({ seed, blocks: 8, count: 5 }).trials.map(({ armId }) => armId);
}

test("seeds and blocks differ in their orders", () => {
  assert.notDeepEqual(order(1), order(2));
  const first = order(1).slice(0, 5);
  assert.ok([1, 2, 3, 4, 5, 6, 7].some((block) => String(order(1).slice(block * 5, block * 5 + 5)) !== String(first)));
});

test("every arm comes first about equally often over many blocks", () => {
  const { trials } = shaped({ seed: 7, blocks: 3_000, count: 3 });
  for (const name of ["strategy-0", "strategy-1", "strategy-2"]) {
    const firsts = trials.filter(({ position, armId }) => position === 0 && armId === name).length;
    assert.ok(Math.abs(firsts - 1_000) < 100, `${name} was first in ${firsts} of 3000 blocks`);
  }
});

test("a block's trials follow from its number, beyond the planned ones too", () => {
  const plan = makePlan(input());
  const longer = makePlan(input({ blocks: 11 }));
  assert.deepEqual(trialsOfBlock(plan, 3), plan.trials.slice(9, 12));
  assert.deepEqual(trialsOfBlock(plan, 10), longer.trials.slice(30));
});

test("a canary repeats the baseline under a name of its own, and is no contender", () => {
  const plan = makePlan(input({ canary: true }));
  assert.deepEqual(plan.arms.at(-1), { ...plan.arms[0], id: "single-canary", canaryOf: "single" });
  assert.equal(plan.trials.length, 4 * 8);
  assert.deepEqual(
    contendersOf(plan).map(({ id }) => id),
    ["single", "cluster-os", "reverse-proxy"],
  );
});

test("the overhead that was measured is what trials took besides warm-up and measurement", () => {
  const run = makeRun({ arms: ["single"], blocks: 2, latencyMicros: () => 10_000 });
  const overhead = meanOverheadSeconds(run.trials);
  assert.ok(overhead !== null && Math.abs(overhead - 0.38) < 1e-9, `overhead ${overhead}`);
  assert.equal(meanOverheadSeconds([]), null);
});
