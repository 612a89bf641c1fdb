import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  nextProbe,
  reasonToLeaveOut,
  secondsLeft,
} from "../../../../../harness/experiments/capacity/analysis/course.ts";
import { analyseCapacity, claimOf } from "../../../../../harness/experiments/capacity/analysis/index.ts";
import { judgeProbe } from "../../../../../harness/experiments/capacity/analysis/judge.ts";
import { statedSearch } from "../../../../../harness/experiments/capacity/stated.ts";
import type { CapacityAnalysis } from "../../../../../harness/experiments/capacity/result.ts";
import type { MeasuredTrial, TrialResult } from "../../../../../harness/model/index.ts";
import {
  fewErrors,
  makeCapacityRun,
  newCapacityRun,
  underHundred,
  type CapacityShape,
} from "../../../../support/capacity.ts";
import { failed, makeLatency, makeRun, withFailures, withLoad, withMachine } from "../../../../support/trials.ts";

const limits: Readonly<Record<string, number>> = { single: 130, "cluster-os": 250, "worker-threads": 252 };
const arms = ["single", "cluster-os", "worker-threads"];
function disturbed(trial: MeasuredTrial): MeasuredTrial {
  return withMachine(trial, { foreignCpuShare: 0.3 });
}

/** Under a load of which its generator wrote so many requests a second, and most of them late. */
function fellBehind(trial: MeasuredTrial, writtenPerSecond: number): MeasuredTrial {
  return withLoad(trial, {
    latency: makeLatency([400_000, 900_000]),
    pacing: {
      writtenInWindow: writtenPerSecond * trial.load.windowSeconds,
      lag: makeLatency([300_000, 800_000]),
      service: makeLatency([1_000]),
    },
  });
}

function judge(trial: MeasuredTrial) {
  return judgeProbe({ trial, rate: 200 }, [underHundred, fewErrors]);
}

/** The target died under its load, as a code that is kept with it says. */
function died(trial: MeasuredTrial, code: string): TrialResult {
  const { failure, ...rest } = failed(trial, "A worker of the target died.");
  return { ...rest, failure: { ...failure, code, isUnderLoad: true } };
}

/** Its target needs 120 ms for the fastest response, and its generator is late by up to 90 ms. */
function slowAndLate(trial: MeasuredTrial): MeasuredTrial {
  const { latency } = trial.load;
  const service = { ...latency, minMicros: 120_000 };
  const lag = { ...latency, micros: { ...latency.micros, p99: 90_000 } };
  return withLoad(trial, { pacing: { writtenInWindow: trial.load.counts.sent, lag, service } });
}

/** Some of its responses are quick, however long the others take. */
function withQuickOnes(trial: MeasuredTrial): MeasuredTrial {
  return withLoad(trial, { latency: { ...trial.load.latency, minMicros: 1_000 } });
}

const shape: CapacityShape = { arms, limit: (armId) => limits[armId] ?? 100, cores: 2 };

function analysisOf(change: Partial<CapacityShape> = {}): CapacityAnalysis {
  return analyseCapacity(statedSearch(makeCapacityRun({ ...shape, ...change })));
}

function armOf({ arms: all }: CapacityAnalysis, id: string) {
  const arm = all.find(({ armId }) => armId === id);
  assert.ok(arm, id);
  return arm;
}

describe("a capacity search", () => {
  test("finds each arm's limit, and says who holds the highest rate and what that rests on", () => {
    const analysis = analysisOf();
    for (const [armId, limit] of Object.entries(limits)) {
      const { held, missed, outcome } = armOf(analysis, armId);
      assert.equal(outcome, "confirmed");
      assert.ok(held !== null && missed !== null && held.rate <= limit && limit <= missed.rate, armId);
      assert.deepEqual([held.trials, held.agreeing, held.isConfirmed], [6, 6, true]);
    }
    assert.match(
      analysis.headline,
      /^worker-threads holds the highest rate: 2[45]\d req\/s at p99<100ms, 1\.\d\d \[1\.\d\d, 2\.\d\d\] times single; cluster-os may hold as much \(overlapping intervals\)\.$/,
    );
    assert.match(analysis.details.join("\n"), /6 of 6 trials, or 8 of 9: the median trial agrees, with 97% confidence/);
    assert.match(
      armOf(analysis, "single").sentence,
      /^Holds 1[23]\d req\/s \(6 of 6 trials\) and misses at 1[34]\d req\/s \(6 of 6 trials\): p99 of 1\d\d ms\.$/,
    );
    assert.equal(analysis.seal.status, "VALID");
  });

  test("an objective that no rate meets is said not to be held", () => {
    const analysis = analysisOf({ limit: () => 0.01, saturation: () => 160, trial: withQuickOnes });
    assert.match(analysis.headline, /^p99<100ms is not held by any arm at any rate tried\.$/);
    assert.match(armOf(analysis, "single").sentence, /down to 5\.00 req\/s \(p99 of /);
    assert.equal(analysis.sizing.rows.length, 0);
  });

  test("an objective that an idle target misses with every response ends the search at once, and says so", () => {
    const slow: CapacityShape = {
      arms: ["single"],
      limit: () => 0.01,
      saturation: () => 160,
      plan: { answerSeconds: 0.12 },
      trial: (trial) => withLoad(trial, { latency: { ...trial.load.latency, minMicros: 120_000 } }),
    };
    const run = makeCapacityRun(slow);
    assert.deepEqual(
      run.probes.map(({ kind, rate }) => [kind, rate]),
      [
        ["saturation", null],
        ["short", 5],
      ],
    );
    const analysis = analysisOf(slow);
    assert.equal(armOf(analysis, "single").outcome, "not-held");
    assert.match(
      armOf(analysis, "single").sentence,
      /^p99<100ms is out of reach: even at 5\.00 req\/s the fastest response took 120 ms\.$/,
    );
  });

  test("a closed loop in which every response waits for others says nothing of a rate that an objective allows", () => {
    const { probes } = makeCapacityRun({
      arms: ["single"],
      limit: () => 300,
      saturation: () => 400,
      plan: { answerSeconds: 0.003 },
      trial: (trial, { kind }) =>
        kind === "saturation"
          ? withLoad(trial, { latency: { ...trial.load.latency, minMicros: 120_000 } })
          : withQuickOnes(trial),
    });
    assert.equal(probes[1]?.rate, 320);
  });

  test("an idle target that misses is not taken for a generator that is late by as much", () => {
    const analysis = analysisOf({
      arms: ["single"],
      limit: () => 0.01,
      saturation: () => 160,
      trial: (trial, { rate }) => (rate === null ? trial : slowAndLate(trial)),
    });
    assert.equal(armOf(analysis, "single").outcome, "not-held");
  });

  test("what was ended before it was confirmed says so", () => {
    const analysis = analysisOf({ most: 30 });
    assert.ok(analysis.arms.every(({ outcome }) => outcome === "narrowing"));
    assert.match(armOf(analysis, "single").sentence, /^Not confirmed when the search ended: met at /);
    assert.match(analysis.headline, /at least/);
    assert.match(analysis.warnings.map(({ code }) => code).join(), /not-confirmed/);
    assert.ok(
      analysis.sizing.rows.every(({ cells }) => cells.every((cell) => cell.kind === "machines" && !cell.isConfirmed)),
    );
  });

  test("an arm that does not run is given up after two failures, and the others go on; without the baseline the search is invalid", () => {
    const analysis = analysisOf({ trial: (trial) => (trial.armId === "single" ? failed(trial) : trial) });
    assert.equal(armOf(analysis, "single").outcome, "failed");
    assert.equal(analysis.seal.status, "INVALID");
    assert.deepEqual(
      analysis.warnings.filter(({ severity }) => severity === "invalid").map(({ code, armId }) => [code, armId]),
      [["baseline-failed", "single"]],
    );
    assert.match(armOf(analysis, "single").sentence, /^Did not run: The target exited with code 1/);
    assert.equal(armOf(analysis, "cluster-os").outcome, "confirmed");
    const none = analysisOf({ trial: (trial) => failed(trial) });
    assert.equal(none.headline, "Nothing was measured: no arm ran.");
    assert.equal(none.seal.status, "INVALID");
  });

  test("what to do where an arm did not run is what its failure says", () => {
    const failure = { code: "docker-failed", message: "The Docker Engine refused.", hint: "Start it: dockerd." };
    const refused = (trial: MeasuredTrial) => ({ ...failed(trial), failure });
    const actionOf = (code: string, isOf: (trial: MeasuredTrial) => boolean): string | undefined =>
      analysisOf({ trial: (trial) => (isOf(trial) ? refused(trial) : trial) }).warnings.find((one) => one.code === code)
        ?.action;
    assert.equal(
      actionOf("nothing-measured", () => true),
      failure.hint,
    );
    assert.match(
      actionOf("baseline-failed", ({ armId }) => armId === "single") ?? "",
      /in --targets, .* Start it: dockerd\.$/,
    );
    assert.match(
      actionOf("arm-failed", ({ armId }) => armId !== "single") ?? "",
      /out of --targets, .* Start it: dockerd\.$/,
    );
  });

  test("a CPU limit that stopped the generator makes the search invalid: its rates are the limit's", () => {
    const limit = { pids: [1], limitCores: 0.5, periods: 30, throttledPeriods: 12, throttledMicros: 400_000 };
    const analysis = analysisOf({ trial: (trial) => ({ ...trial, generatorThrottling: [limit] }) });
    assert.equal(analysis.seal.status, "INVALID");
    assert.ok(analysis.seal.reasons.every(({ code }) => code === "generator-throttled"));
  });

  test("an arm beside the first that does not run puts the search in doubt", () => {
    const analysis = analysisOf({ trial: (trial) => (trial.armId === "cluster-os" ? failed(trial) : trial) });
    assert.equal(analysis.seal.status, "SUSPECT");
    assert.deepEqual(
      analysis.seal.reasons.map(({ code, armId }) => [code, armId]),
      [["arm-failed", "cluster-os"]],
    );
    assert.equal(armOf(analysis, "single").outcome, "confirmed");
  });

  test("what could not be ended after a trial puts the search in doubt, and its rates stand", () => {
    const stopFailure = { code: "target-left-processes", message: "A process is still there.", hint: "End it." };
    for (const leftOut of [() => null, (index: number) => (index === 7 ? "stolen" : null)]) {
      const analysis = analysisOf({
        trial: (trial) => (trial.index === 7 ? { ...trial, stopFailure } : trial),
        leftOut,
      });
      assert.ok(analysis.arms.every(({ outcome }) => outcome === "confirmed"));
      assert.equal(analysis.seal.status, "SUSPECT");
      assert.deepEqual(
        analysis.seal.reasons.map(({ code }) => code),
        ["not-ended"],
      );
    }
  });

  test("a trial that did not run is repeated, and is no miss", () => {
    const analysis = analysisOf({ trial: (trial) => (trial.index === 7 ? failed(trial) : trial) });
    assert.ok(analysis.arms.every(({ outcome }) => outcome === "confirmed"));
    assert.equal(analysis.probes.failed, 1);
    const refusing = analysisOf({
      trial: (trial, { rate }) => (rate !== null && rate > 60 ? failed(trial) : trial),
    });
    assert.equal(armOf(refusing, "single").outcome, "failed");
  });

  for (const code of ["app-threw", "app-exited", "app-out-of-memory", "target-died"]) {
    test(`a target that dies under its load has missed, and holds what it held (${code})`, () => {
      const dying = analysisOf({
        trial: (trial, { rate }) => (rate !== null && rate > 60 ? died(trial, code) : trial),
      });
      const { held, missed, missedBecause, outcome } = armOf(dying, "single");
      assert.ok((held?.rate ?? Infinity) <= 60 && (missed?.rate ?? 0) > 60);
      assert.deepEqual([outcome, missed?.isConfirmed, missed?.agreeing], ["confirmed", true, 6]);
      assert.match(missedBecause ?? "", /A worker of the target died/);
    });
  }

  test("an app that dies under the closed load is searched from what one response takes, and holds what it holds", () => {
    const dying = analysisOf({
      arms: ["single"],
      plan: { answerSeconds: 0.005 },
      trial: (trial, { rate }) => (rate === null || rate > 60 ? died(trial, "app-exited") : trial),
    });
    const { held, missed, outcome, saturation } = armOf(dying, "single");
    assert.deepEqual([outcome, saturation], ["confirmed", null]);
    assert.ok((held?.rate ?? 0) > 40 && (missed?.rate ?? 0) > 60);
  });

  test("a target that does not start is given up, and not searched by other loads", () => {
    const run = makeCapacityRun({
      ...shape,
      arms: ["single"],
      trial: (trial) => ({
        ...failed(trial),
        failure: { code: "target-died", message: "It did not start.", hint: "" },
      }),
    });
    assert.equal(run.probes.length, 2);
    assert.equal(armOf(analyseCapacity(statedSearch(run)), "single").outcome, "failed");
  });

  test("what is not confirmed neither excludes an arm from the best, nor makes a ratio", () => {
    const analysis = analysisOf({
      trial: (trial, { rate }) =>
        rate !== null && rate > 120 && trial.armId === "single"
          ? withLoad(trial, {
              generatorCpuMicros: trial.load.windowSeconds * 0.95e6,
              latency: makeLatency([200_000, 300_000]),
            })
          : trial,
    });
    assert.ok(analysis.bestSet.includes("single"), "it may hold anything from there on");
    assert.match(analysis.headline, /; cluster-os and single may hold as much \(overlapping intervals\)\.$/);
  });

  test("where the generator is at its limit first, the arm holds so much at least", () => {
    const analysis = analysisOf({
      trial: (trial, { rate }) =>
        rate !== null && rate > 120 && trial.armId === "single"
          ? withLoad(trial, {
              generatorCpuMicros: trial.load.windowSeconds * 0.95e6,
              latency: makeLatency([200_000, 300_000]),
            })
          : trial,
    });
    const { outcome, sentence } = armOf(analysis, "single");
    assert.equal(outcome, "generator-limited");
    assert.match(
      sentence,
      /^Holds at least 1[12]\d req\/s \(6 of 6 trials\): beyond that, the generator was at its limit\.$/,
    );
  });

  test("where the generator fell behind at every rate, nothing is said of the arm, and the result is in doubt", () => {
    const analysis = analysisOf({
      trial: (trial, { rate }) => (rate !== null && trial.armId === "single" ? fellBehind(trial, 9) : trial),
    });
    const { outcome, held, missed, sentence } = armOf(analysis, "single");
    assert.deepEqual([outcome, held, missed], ["generator-limited", null, null]);
    assert.match(
      sentence,
      /^Unknown: at every rate tried, the generator was at its limit: it sends at most 9\.00 req\/s/,
    );
    assert.deepEqual(
      analysis.seal.reasons.map(({ code, armId }) => [code, armId]),
      [["generator-limit", "single"]],
    );
    assert.ok(analysis.bestSet.includes("single"), "it may hold anything");
  });

  test("what other programs kept the generator from is not told as what it can send", () => {
    const analysis = analysisOf({
      trial: (trial, { rate }) =>
        rate !== null && rate > 120 && trial.armId === "single" ? disturbed(fellBehind(trial, 90)) : trial,
    });
    const { generatorRate, isAtLeast } = armOf(analysis, "single");
    assert.deepEqual([isAtLeast, generatorRate], [true, null]);
  });

  test("an end that rests on disturbed trials puts the result in doubt", () => {
    const analysis = analysisOf({ trial: (trial) => (trial.armId === "single" ? disturbed(trial) : trial) });
    const reason = analysis.seal.reasons.find(({ code }) => code === "end-disturbed");
    assert.equal(reason?.armId, "single");
    assert.match(reason.meaning, /other programs used 30/);
  });

  test("what the generator was seen to send at its limit is the most that it is asked for afterwards", () => {
    const sendable = 20_000;
    const run = makeCapacityRun({
      arms: ["single"],
      limit: () => 60_000,
      trial: (trial, { rate, measuredSeconds }) =>
        rate !== null && rate > sendable
          ? withLoad(fellBehind(trial, sendable), { completedInWindow: sendable * measuredSeconds })
          : trial,
    });
    const early = armOf(
      analyseCapacity(statedSearch({ ...run, finishedAt: null, probes: run.probes.slice(0, 6) })),
      "single",
    );
    assert.equal(early.outcome, "narrowing");
    assert.match(
      early.sentence,
      /, beyond that the generator was at its limit: it sends at most 20,000 req\/s alongside it\.$/,
    );
    const [first, ...later] = run.probes.flatMap(({ rate }) => rate ?? []);
    assert.ok(first !== undefined && first > sendable);
    assert.ok(Math.max(...later) <= sendable * 1.05, later.join());
    const { arms: found, headline } = analyseCapacity(statedSearch(run));
    const [arm] = found;
    assert.equal(arm?.outcome, "generator-limited");
    assert.ok(arm.held !== null && arm.held.rate > 0.94 * sendable && arm.held.rate <= sendable);
    assert.equal(arm.generatorRate, sendable);
    assert.match(headline, /^single holds the highest rate: at least (19,\d00|20,000) req\/s at p99<100ms\.$/);
  });

  test("a generator that was disturbed once does not end the search", () => {
    const { outcome, held } = armOf(
      analysisOf({
        trial: (trial) =>
          trial.armId === "single" && trial.block === 1
            ? withLoad(trial, {
                generatorCpuMicros: trial.load.windowSeconds * 0.95e6,
                latency: makeLatency([200_000, 300_000]),
              })
            : trial,
      }),
      "single",
    );
    assert.equal(outcome, "confirmed");
    assert.ok(held !== null && held.rate > 120, JSON.stringify(held));
  });

  test("arms take turns, so that none is ever more than a trial ahead of one that is still searched", () => {
    const { probes } = makeCapacityRun(shape);
    const counts = new Map<string, number>(arms.map((id) => [id, 0]));
    const last = new Map(arms.map((id) => [id, probes.findLastIndex(({ armId }) => armId === id)]));
    for (const [index, { armId }] of probes.entries()) {
      counts.set(armId, (counts.get(armId) ?? 0) + 1);
      const open = arms.filter((id) => (last.get(id) ?? 0) > index).map((id) => counts.get(id) ?? 0);
      assert.ok(Math.max(...open, 0) - Math.min(...open, Infinity) <= 1, `after trial ${index}`);
    }
  });

  test("disturbed trials are left out, up to a quarter of all, and listed", () => {
    const run = makeCapacityRun({ ...shape, most: 12 });
    const last = run.probes.at(-1)?.trial;
    assert.ok(last?.status === "measured");
    assert.equal(reasonToLeaveOut(run, last), null);
    assert.match(reasonToLeaveOut(run, disturbed(last)) ?? "", /other programs used 30/);
    assert.equal(reasonToLeaveOut(newCapacityRun(shape), disturbed(last)), null, "not the first one");
    const analysis = analysisOf({ leftOut: (index) => (index % 5 === 4 ? "other programs used 30%" : null) });
    assert.ok(analysis.probes.leftOut > 0);
    assert.match(
      analysis.warnings.find(({ code }) => code === "trials-left-out")?.meaning ?? "",
      /^Discarded: trial 4 \(other/,
    );
    assert.equal(armOf(analysis, "single").outcome, "confirmed");
  });

  test("at low rates trials last until the percentile has requests enough", () => {
    const run = makeCapacityRun({ ...shape, limit: () => 10, saturation: () => 12 });
    const full = run.probes.find(({ kind }) => kind === "full");
    assert.ok((full?.measuredSeconds ?? 0) >= 10 && (full?.measuredSeconds ?? 0) <= 12, String(full?.measuredSeconds));
  });

  test("the time left falls to nothing", () => {
    assert.ok(secondsLeft(newCapacityRun(shape)) > 3 * 12 * 5);
    const run = makeCapacityRun(shape);
    assert.equal(nextProbe(run), null);
    assert.equal(secondsLeft(run), 0);
  });

  test("steps from one worker count to the next come with the bounds of both intervals", () => {
    const counts = [1, 2, 4].map((workers) => ({ strategy: "cluster-os", id: `cluster-os×${workers}`, workers }));
    const analysis = analysisOf({
      arms: counts,
      limit: (armId) => ({ "cluster-os×1": 100, "cluster-os×2": 190, "cluster-os×4": 195 })[armId] ?? 0,
    });
    const [scaling] = analysis.scaling;
    assert.deepEqual(
      scaling?.steps.map(({ from, to, isBeyondCores }) => [from, to, isBeyondCores]),
      [
        [1, 2, false],
        [2, 4, true],
      ],
    );
    const [first, second] = scaling?.steps ?? [];
    assert.ok(first !== undefined && second !== undefined);
    assert.ok(first.low < 1.9 && first.high > 1.9 && Math.abs(first.perWorker - 0.95) < 0.05);
    assert.ok(second.ratio < 1.1);
    assert.match(
      scaling?.refusals[0] ?? "",
      /^it takes at least 6 worker counts; there are 3 \(1, 2 and 4\); add more with --workers\.$/,
    );
  });

  test("a load gets the fewest workers that hold it, or machines", () => {
    const { sizing } = analysisOf();
    assert.deepEqual(
      sizing.labels,
      ["worker-threads", "cluster-os", "single"].toSorted(
        (a, b) => sizing.labels.indexOf(a) - sizing.labels.indexOf(b),
      ),
    );
    const column = sizing.labels.indexOf("single");
    const cellAt = (rate: number) => sizing.rows.find((row) => row.rate === rate)?.cells[column];
    const small = cellAt(100);
    assert.ok(small?.kind === "machines" && small.machines === 1);
    const large = cellAt(400);
    assert.ok(large?.kind === "machines");
    assert.equal(large.machines, 4);
    assert.ok(large.utilisation <= 1 && large.utilisation > 0.7);
    assert.ok(Math.max(...sizing.rows.map(({ rate }) => rate)) <= 2 * 252, "not beyond twice what was measured");
  });
});

test("what n of n trials allow to be said", () => {
  assert.equal(claimOf(6), "6 of 6 trials, or 8 of 9: the median trial agrees, with 97% confidence.");
  assert.equal(claimOf(5), "5 of 5 trials: the median trial agrees, with 97% confidence.");
  assert.equal(claimOf(29), "29 of 29 trials: with 95% confidence, at least 90% of trials agree.");
  assert.equal(claimOf(3), "3 of 3 trials: too few to claim it beyond these trials.");
});

describe("a trial meets its objectives", () => {
  const [trial] = makeRun({ arms: ["single"], blocks: 1, throughput: () => 200, measuredSeconds: 3 }).trials;
  assert.ok(trial?.status === "measured");

  test("when all is well", () => {
    assert.deepEqual(judge(trial), { isSteady: true, isMet: true, reasons: [], isGeneratorLimited: false });
  });

  test("not when a percentile lies above its bound, or is only known to be at least something", () => {
    assert.deepEqual(judge(withLoad(trial, { latency: makeLatency([150_000]) })).reasons, ["p99 of 150 ms"]);
    const censored = makeLatency([1_000], [20_000]);
    assert.match(judge(withLoad(trial, { latency: censored })).reasons.join(), /^p99 of 20\.0 ms or more/);
  });

  test("not with too many errors", () => {
    assert.deepEqual(judge(withFailures(trial, 3)).reasons, ["errors of 0.500%"]);
    assert.equal(judge(trial).isMet, true);
  });

  test("not when less is answered than was offered, beyond what is under way", () => {
    const { counts } = trial.load;
    const behind = (missing: number) =>
      judge(withLoad(trial, { completedInWindow: counts.sent - missing })).reasons.join();
    assert.equal(behind(19), "", "20 requests are under way at 200/s with 100 ms each");
    assert.equal(behind(60), "90.0% of requests answered within the window");
  });

  test("not when latency grows through the window, even below the bound", () => {
    const bins = trial.load.bins.map((bin, index) => ({ ...bin, p50Micros: 8_000 + index * 5_000 }));
    assert.deepEqual(judge(withLoad(trial, { bins })).reasons, ["latency growing by 20 ms each second"]);
    const wobbling = trial.load.bins.map((bin, index) => ({ ...bin, p50Micros: 8_000 + (index % 3) * 5_000 }));
    assert.deepEqual(judge(withLoad(trial, { bins: wobbling })).reasons, []);
  });
});
