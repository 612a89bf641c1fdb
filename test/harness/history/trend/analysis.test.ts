import assert from "node:assert/strict";
import { test } from "node:test";
import { trendOf, type FoundRun } from "../../../../harness/history/trend/analysis.ts";
import { statedRun } from "../../../../harness/cli/stated.ts";
import type { App } from "../../../../harness/model/index.ts";
import { range } from "../../stats/support.ts";
import { makeGateRun } from "../../../support/gate.ts";
import { unobserved } from "../../../support/unobserved.ts";
import { makeRun, withFailures, type RunShape } from "../../../support/trials.ts";

/** Runs of successive days; from the 9th on, cluster-os answers that share of what it did. */
function runs(
  count: number,
  after: number,
  change: (index: number) => Partial<RunShape> = () => ({}),
): readonly FoundRun[] {
  return range(count).map((index) => {
    const throughput = (arm: string, block: number): number =>
      (arm === "cluster-os" ? 200 * (index < 8 ? 1 : after) : 100) * (1 + 0.01 * ((index * 7 + block) % 3));
    const run = makeRun({ arms: ["single", "cluster-os"], blocks: 3, throughput, ...change(index) });
    return {
      folder: `results/${index}`,
      run: statedRun({ ...run, createdAt: new Date(Date.UTC(2026, 2, 1 + index)).toISOString() }),
    };
  });
}

test("a change is found in the arm that has it, with its size, its way and the first run after it", () => {
  const trend = trendOf(runs(16, 0.9).toReversed(), "throughput");
  const changes = trend?.series.map(({ armId, changes: own }) => [
    armId,
    own.map(({ index, direction }) => [index, direction]),
  ]);
  assert.deepEqual(changes, [
    ["single", []],
    ["cluster-os×2", [[8, "worse"]]],
  ]);
  const cluster = trend?.series.find(({ armId }) => armId === "cluster-os×2");
  assert.ok(Math.abs((cluster?.changes[0]?.ratio ?? 0) - 0.9) < 0.01);
  assert.equal(cluster?.points[8]?.folder, "results/8");
});

test("runs of other scenarios and machines, and invalid ones, are left out with the reason", () => {
  const odd = runs(12, 1, (index) => {
    if (index === 1) return { plan: { scenario: "ping" } };
    if (index === 2) return { environment: { fingerprint: "another", cpuModel: "Other CPU" } };
    if (index === 3) return { trial: (trial) => withFailures(trial, 100) };
    if (index === 4) return { connections: 2 };
    if (index === 5) return { plan: { warmupSeconds: 9 } };
    if (index === 6) return { plan: { requests: [] } };
    return {};
  });
  const trend = trendOf(odd, "throughput");
  assert.deepEqual(trend?.leftOut, [
    { folder: "results/1", reason: "it is of the scenario ping" },
    { folder: "results/2", reason: "it is of another machine (Other CPU)" },
    { folder: "results/3", reason: "it is invalid" },
    { folder: "results/4", reason: "it has another load" },
    { folder: "results/5", reason: "it has another warm-up" },
    { folder: "results/6", reason: "it has another set of requests" },
  ]);
  assert.equal(trend?.series[0]?.points.length, 6);
});

test("a warm-up that was lengthened for a slow response makes no other run", () => {
  const slow = runs(6, 1, (index) => ({ plan: { warmupSeconds: 3 + (index % 2) / 2, chosenWarmupSeconds: 2 } }));
  assert.deepEqual(trendOf(slow, "throughput")?.leftOut, []);
});

test("a scenario may be named; one without runs has no trend", () => {
  const odd = runs(4, 1, (index) => (index === 1 ? { plan: { scenario: "ping" } } : {}));
  assert.equal(trendOf(odd, "throughput", "ping")?.series[0]?.points.length, 1);
  assert.equal(trendOf(odd, "throughput", "mixed"), null);
  assert.throws(() => trendOf(odd, "no-such-metric"), RangeError);
});

test("what answers at another URL, or rests on another version of a program, is another series", () => {
  const odd = runs(5, 1, (index) => {
    const deployment = { ...unobserved, url: `http://127.0.0.1:${index < 2 ? 8080 : 9090}` };
    const software = index < 2 ? "nginx 1.22.1" : "nginx 1.24.0";
    return {
      arms: [
        { strategy: "external", deployment },
        { strategy: "nginx", workers: 1, software },
      ],
    };
  });
  assert.deepEqual(
    trendOf(odd, "throughput")?.series.map(({ armId, points }) => [armId, points.length]),
    [
      ["external (http://127.0.0.1:8080)", 2],
      ["nginx (nginx 1.22.1)", 2],
      ["external (http://127.0.0.1:9090)", 3],
      ["nginx (nginx 1.24.0)", 3],
    ],
  );
});

test("runs of an app that was started otherwise, or of another script of its repository, are left out with the reason", () => {
  const app: App = {
    script: "/builds/1/apps/a/server.js",
    path: "apps/a/server.js",
    args: ["--rows", "10"],
    env: { API_TOKEN: "one", ROWS: "10" },
  };
  const trend = trendOf(
    runs(9, 1, (index) => {
      if (index === 1) return { plan: { app: { ...app, args: ["--rows", "1000"] } } };
      if (index === 2) return { plan: { app: { ...app, path: "apps/b/server.js" } } };
      if (index === 3) return { plan: { app: { ...app, env: { ...app.env, ROWS: "1000" } } } };
      if (index === 4) return { plan: { app: { ...app, nodeArgs: ["--jitless"] } } };
      const copy = { ...app, script: `/builds/${index}/apps/a/server.js`, env: { ...app.env, API_TOKEN: `${index}` } };
      return { plan: { app: copy } };
    }),
    "throughput",
  );
  assert.deepEqual(
    trend?.leftOut.map(({ reason }) => reason),
    [
      "its app has other arguments",
      "its app has another script",
      "its app has another environment",
      "its app has other options of Node.js",
    ],
  );
  assert.equal(trend?.series[0]?.points.length, 5);
});

test("gates are left out, and another number of workers is another series", () => {
  const odd = runs(6, 1, (index) =>
    index < 2 ? { arms: ["single", { strategy: "cluster-os", id: "cluster-os", workers: 7 }] } : {},
  );
  const trend = trendOf([...odd, { folder: "results/gate", run: statedRun(makeGateRun()) }], "throughput");
  const workers = odd[5]?.run.plan.arms[1]?.workers;
  assert.deepEqual(
    trend?.series.map(({ armId, points }) => [armId, points.length]),
    [
      ["single", 6],
      ["cluster-os×7", 2],
      [`cluster-os×${workers}`, 4],
    ],
  );
  assert.deepEqual(trend.leftOut, [{ folder: "results/gate", reason: "it is a gate's" }]);
});
