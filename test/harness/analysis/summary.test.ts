import assert from "node:assert/strict";
import { test } from "node:test";
import { measuredTrials } from "../../../harness/analysis/counted.ts";
import { summariseArm } from "../../../harness/analysis/summary.ts";
import type { SoloSummary } from "../../../harness/analysis/summary.ts";
import { statedRun } from "../../../harness/cli/stated.ts";
import type { Run, WorkerResult } from "../../../harness/model/index.ts";
import { failed, makeLatency, makeRun, withFailures, withLoad, type ObservedTrial } from "../../support/trials.ts";
import type { RunShape } from "../../support/trials.ts";

function summarise(run: Run, armId = "cluster-os"): SoloSummary {
  const arm = statedRun(run).plan.arms.find(({ id }) => id === armId);
  assert.ok(arm !== undefined);
  return summariseArm(run, arm);
}

function summaryOf(shape: Partial<RunShape> = {}): SoloSummary {
  return summarise(makeRun({ arms: ["single", "cluster-os"], ...shape }));
}

/** The workers with these requests in the window, by place in the list. */
function share(workers: readonly WorkerResult[], requests: readonly number[]): readonly WorkerResult[] {
  return workers.map((worker) => Object.assign({}, worker, { requests: requests[workers.indexOf(worker)] ?? 0 }));
}

test("a metric is the median over trials with its order-statistic interval, its values in order of block", () => {
  const { metrics } = summaryOf({ throughput: (_, block) => 100 + block });
  const throughput = metrics.find(({ metric }) => metric.id === "throughput");
  assert.deepEqual(throughput?.values, [100, 101, 102, 103, 104, 105, 106, 107]);
  assert.equal(throughput.estimate.value, 103.5);
  assert.deepEqual([throughput.estimate.low, throughput.estimate.high, throughput.estimate.n], [100, 107, 8]);
});

test("trials stored in another order give the same summary", () => {
  const run = makeRun({ arms: ["single", "cluster-os"] });
  assert.deepEqual(summarise({ ...run, trials: run.trials.toReversed() }), summarise(run));
  assert.equal(measuredTrials(run).length, 16);
});

test("latency percentiles come from all the requests of all trials", () => {
  const { latency } = summaryOf({
    trial: (trial) => withLoad(trial, { latency: makeLatency(trial.block === 7 ? [9_000] : [1_000, 1_000, 1_000]) }),
  });
  assert.equal(latency?.count, 22);
  assert.equal(latency.micros.p50, 1_000);
  assert.equal(latency.micros.max, 9_000);
  assert.equal(latency.minMicros, 1_000);
  assert.equal(Math.round(latency.meanMicros), Math.round(30_000 / 22));
  assert.deepEqual(latency.lowerBounds, []);
});

test("percentiles that may lie beyond a request that never ended are lower bounds", () => {
  const calm = makeLatency(Array.from({ length: 99 }, () => 1_000));
  const hung = makeLatency(
    Array.from({ length: 98 }, () => 1_000),
    [500_000],
  );
  const { latency } = summaryOf({
    trial: (trial) => withLoad(trial, { latency: trial.block === 0 ? hung : calm }),
  });
  assert.equal(latency?.censored, 1);
  assert.deepEqual(latency.lowerBounds, ["p999", "max"]);
});

test("kinds of request are merged each by itself", () => {
  const { kinds } = summaryOf({ kinds: ["light", "heavy"], latencyMicros: () => 1_000 });
  assert.deepEqual(
    kinds.map(({ name, p50 }) => [name, Math.round(p50.value / 100)]),
    [
      ["light", 10],
      ["heavy", 20],
    ],
  );
  for (const kind of kinds) assert.ok(kind.p99.n === 8 && kind.p99.value > kind.p50.value);
});

test("the timeline is the median trial, bin by bin", () => {
  const { timeline } = summaryOf({
    measuredSeconds: 1,
    trial: (trial) =>
      withLoad(trial, {
        bins: [0, 1].map((index) => ({
          startSeconds: index / 4,
          completed: 10 * trial.block,
          failed: 0,
          p50Micros: trial.block < 2 ? null : 500,
          p99Micros: null,
        })),
      }),
  });
  const bin = { completed: 35, failed: 0, p50Micros: 500, p99Micros: null };
  assert.deepEqual(timeline, [
    { startSeconds: 0, ...bin },
    { startSeconds: 0.25, ...bin },
  ]);
});

test("roles carry what they used: the proxy, its workers, the supervisor and the generator", () => {
  const run = makeRun({ arms: ["reverse-proxy"], throughput: () => 1_000 });
  const { roles } = summarise(run, "reverse-proxy");
  assert.deepEqual(
    roles.map(({ role, processes }) => `${role} ${processes}`),
    ["worker 2", "proxy 1", "supervisor 1", "generator 1"],
  );
  const [workers, proxy] = roles;
  assert.deepEqual([workers?.coresUsed, workers?.busiestCores], [1.9, 0.95]);
  assert.equal(proxy?.cpuMicrosPerRequest, 400);
});

function withIdleProcesses(trial: ObservedTrial): ObservedTrial {
  const processes = trial.processes.map((process) => Object.assign({}, process, { cpuMicros: 0 }));
  return { ...trial, processes };
}

test("a role's busiest process has used no more than all of them, however little that was", () => {
  for (const { role, coresUsed, busiestCores } of summaryOf({ trial: withIdleProcesses }).roles) {
    if (role !== "generator") assert.deepEqual([coresUsed, busiestCores], [0, 0], role);
  }
});

test("the spread is by requests, largest share first", () => {
  const { spread } = summaryOf({
    trial: (trial) => ({ ...trial, workers: share(trial.workers, [0, 100, 300]) }),
  });
  assert.deepEqual(spread, { basis: "requests", jain: 0.8, maxOverMean: 1.5, shares: [0.75, 0.25] });
});

test("behind an accepting thread the spread is the pool threads' CPU", () => {
  const run = makeRun({ arms: ["worker-threads"] });
  const { spread } = summarise(run, "worker-threads");
  assert.deepEqual(spread, { basis: "cpu", jain: 1, maxOverMean: 1, shares: [0.5, 0.5] });
});

test("one worker has no spread", () => {
  assert.equal(summarise(makeRun({ arms: ["single"] }), "single").spread, null);
});

test("failed requests add up by kind, the commonest first, with one example", () => {
  const { failures } = summaryOf({
    trial: (trial) => withFailures(trial, trial.block + 1, trial.block < 7 ? "status 500" : "wrong body"),
  });
  assert.deepEqual(
    failures.map(({ kind, count }) => [kind, count]),
    [
      ["status 500", 28],
      ["wrong body", 8],
    ],
  );
  assert.equal(failures[0]?.example, "GET /work answered status 500");
});

test("failed trials are listed and left out of everything else", () => {
  const summary = summaryOf({ trial: (trial) => (trial.block === 3 ? failed(trial) : trial) });
  assert.equal(summary.measuredTrials, 7);
  assert.equal(summary.failedTrials.length, 1);
  assert.match(summary.failedTrials[0]?.message ?? "", /exited with code 1/);
  assert.equal(summary.metrics[0]?.estimate.n, 7);
});

test("an arm that was never measured has no figures", () => {
  const summary = summaryOf({ trial: (trial) => (trial.armId === "cluster-os" ? failed(trial) : trial) });
  const { measuredTrials: count, metrics, latency, kinds, timeline, roles, spread, bottleneck } = summary;
  assert.deepEqual(
    { count, metrics, latency, kinds, timeline, roles, spread, bottleneck },
    {
      count: 0,
      metrics: [],
      latency: null,
      kinds: [],
      timeline: [],
      roles: [],
      spread: null,
      bottleneck: null,
    },
  );
});
