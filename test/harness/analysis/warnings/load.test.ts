import assert from "node:assert/strict";
import { test } from "node:test";
import { analyse } from "../../../../harness/analysis/index.ts";
import { statedRun } from "../../../../harness/cli/stated.ts";
import type { TimeBin, WorkerResult } from "../../../../harness/model/index.ts";
import {
  makeLatency,
  makeRun,
  openLoad,
  withFailures,
  withLoad,
  type ObservedTrial,
  type RunShape,
} from "../../../support/trials.ts";
import { inBlocks, none, only, warningsOf } from "../../../support/warnings.ts";

function generatorAt(cores: number, blocks: number): Pick<RunShape, "trial"> {
  return inBlocks(blocks, (trial) => withLoad(trial, { generatorCpuMicros: cores * 5e6 }));
}

test("a generator over 80% of its core in the typical trial is suspect, and the trials are named", () => {
  const warning = only("generator-saturated", generatorAt(0.81, 5));
  assert.deepEqual([warning.severity, warning.armId, warning.trials?.length], ["suspect", "cluster-os", 5]);
  assert.match(warning.meaning, /used up to 0\.81 of its core in 5 of 8 trials .*: it may be the limit/);
  none(generatorAt(0.8, 8));
});

test("a generator that was full in a trial or two, and had room in the typical one, is a note", () => {
  const warning = only("generator-saturated", generatorAt(0.81, 2));
  assert.deepEqual([warning.severity, warning.trials], ["note", [1, 2]]);
  assert.match(warning.meaning, /in 2 of 8 trials \(numbers 1 and 2\), which may have slowed these/);
});

test("the seal doubts an arm for its generator exactly where the generator is named as its limit", () => {
  for (const blocks of [1, 3, 4, 5, 8]) {
    const run = makeRun({ arms: ["single", "cluster-os"], ...generatorAt(0.9, blocks) });
    const { seal, arms } = analyse(statedRun(run));
    const isNamed = arms.some(({ bottleneck }) => bottleneck?.limit === "generator");
    assert.equal(
      seal.reasons.some(({ code }) => code === "generator-saturated"),
      isNamed,
      `${blocks} blocks`,
    );
  }
});

/** Several processes, which use more than a core together. */
function busiestGeneratorAt(cores: number): Pick<RunShape, "trial"> {
  const load = { generatorCpuMicros: 1.5 * 5e6, busiestGeneratorCpuMicros: cores * 5e6 };
  return inBlocks(5, (trial) => withLoad(trial, load));
}

test("a generator of several processes is over 80% of a core when one of them is, whatever their sum", () => {
  const warning = only("generator-saturated", busiestGeneratorAt(0.81));
  assert.match(warning.meaning, /^The busiest process of the load generator used up to 0\.81 of its core/);
  none(busiestGeneratorAt(0.79));
});

function served(worker: WorkerResult | undefined, requests: number): readonly WorkerResult[] {
  return worker === undefined ? [] : [{ ...worker, requests }];
}

/** One of two workers served that share of 1,000 requests. */
function oneServed(share: number): Pick<RunShape, "trial"> {
  return inBlocks(2, (trial) => {
    const [first, second] = trial.workers.filter(({ role }) => role === "worker");
    return { ...trial, workers: [...served(first, 1_000 * share), ...served(second, 1_000 * (1 - share))] };
  });
}

test("a worker that did more than 1.5 times the mean is noted", () => {
  const warning = only("uneven-spread", oneServed(1));
  assert.deepEqual([warning.severity, warning.armId, warning.trials], ["note", "cluster-os", [1, 2]]);
  assert.match(warning.meaning, /^In 2 of 8 trials \(numbers 1 and 2\) the busiest worker did up to 2\.0 times/);
  none(oneServed(0.75));
});

test("why a spread is uneven, and what follows from it, is told by what hands out the work", () => {
  const actionOf = (balancer: string): string => {
    const proxy = { strategy: "nginx", id: "cluster-os", options: { balancer } };
    return only("uneven-spread", { arms: ["single", proxy], ...oneServed(1) }).action;
  };
  assert.match(only("uneven-spread", oneServed(1)).action, /^If connections are kept alive/);
  assert.match(actionOf("hash-address"), /^Do not expect it in production, .* comes from one, 127\.0\.0\.1/);
  assert.doesNotMatch(actionOf("hash-address"), /hash-connection/, "haproxy has none");
  assert.match(actionOf("hash-connection"), /^Measure with as many connections as production has/);
  assert.match(actionOf("hash-cookie=user"), /^Do not expect it in production, .* as many keys as clients/);
  assert.match(actionOf("random"), /the proxy picks for each request/);
});

test("arms that were spared TLS, where others were not, are noted", () => {
  const warning = only(
    "schemes-differ",
    inBlocks(8, (trial) => ({ ...trial, scheme: "https" })),
  );
  assert.equal(warning.severity, "note");
  assert.match(warning.meaning, /^The app speaks HTTPS; single took plain HTTP/);
});

test("errors beyond 0.1% over an arm's trials rule it out", () => {
  const warning = only(
    "errors",
    inBlocks(8, (trial) => withFailures(trial, 10)),
  );
  assert.deepEqual([warning.severity, warning.armId], ["invalid", "cluster-os"]);
  assert.match(warning.meaning, /status 500/);
});

/** Its workers gave so many of the statuses of 5xx each. */
function withServerErrors(trial: ObservedTrial, each: readonly number[]): ObservedTrial {
  const own = trial.workers.filter(({ role }) => role === "worker");
  const workers = own.map((worker, index) => Object.assign({}, worker, { serverErrors: each[index] ?? 0 }));
  return { ...withFailures(trial, 20), workers };
}

/** What is said of errors where that many blocks have such trials. */
function meaningOfErrors(blocks: number, ...each: readonly number[]): string {
  return only(
    "errors",
    inBlocks(blocks, (trial) => withServerErrors(trial, each)),
  ).meaning;
}

test("one worker of several that gives all server errors is named, and not where chance may have it so", () => {
  assert.match(meaningOfErrors(8, 0, 20), / Only one of 2 workers returned 5xx, in trial 1 process 1002: look for /);
  assert.doesNotMatch(meaningOfErrors(8, 19, 1), /Only one of/);
  assert.doesNotMatch(meaningOfErrors(1, 0, 9), /Only one of/);
});

test("errors beyond 0.1% of one trial and not of all put the arm in doubt", () => {
  const warning = only(
    "errors",
    inBlocks(1, (trial) => withFailures(trial, 10)),
  );
  assert.deepEqual([warning.severity, warning.trials], ["suspect", [1]]);
});

test("errors up to 0.1% are noted, and put nothing in doubt", () => {
  const { severity, meaning } = only(
    "errors",
    inBlocks(8, (trial) => withFailures(trial, 7)),
  );
  assert.equal(severity, "note");
  assert.match(meaning, /^Of \d+ requests 56 failed \(status 500\): 0\.0888%/);
});

function failingWith(kind: string) {
  return only(
    "errors",
    inBlocks(8, (trial) => withFailures(trial, 10, kind)),
  );
}

test("what the client itself lacked is told as that, and blames no app", () => {
  const ports = failingWith("connection failed: EADDRNOTAVAIL");
  assert.match(ports.meaning, /80 failed \(no local port left for Broadside's client \(EADDRNOTAVAIL\)\)/);
  assert.match(ports.action, /net\.ipv4\.tcp_tw_reuse=1.*net\.ipv4\.ip_local_port_range=/);
  assert.doesNotMatch(ports.action, /with wrong responses/);
  assert.match(failingWith("connection failed: EMFILE").action, /prlimit --pid \$\$ --nofile=/);
  assert.match(failingWith("connection failed: EHOSTUNREACH").action, /^An arm with wrong responses/);
});

test("what the client lacked is told before what an app answered wrongly, where both came", () => {
  const { action } = only(
    "errors",
    inBlocks(8, (trial) =>
      withFailures(trial, 10, trial.block % 2 === 0 ? "status 503" : "connection failed: ENOBUFS"),
    ),
  );
  assert.match(action, /^End what else runs .*An arm with wrong responses/);
});

test("timeouts and requests that never ended are errors", () => {
  const warning = only(
    "errors",
    inBlocks(8, (trial) => {
      const { sent, completed } = trial.load.counts;
      return withLoad(trial, { counts: { sent, completed: completed - 100, failed: 0, timedOut: 40, inFlight: 60 } });
    }),
  );
  assert.equal(warning.severity, "invalid");
  assert.match(warning.meaning, /320 timed out after 10 s and 480 never completed/);
});

function pendingAfter(drainSeconds: number): Pick<RunShape, "trial"> {
  return inBlocks(8, (trial) => {
    const { sent, completed } = trial.load.counts;
    const counts = { sent, completed: completed - 100, failed: 0, timedOut: 0, inFlight: 100 };
    return withLoad(trial, { counts, drainSeconds, slowestMicros: 3_000_000 });
  });
}

test("what is pending after three times the slowest response hangs; after less it is slow and no error", () => {
  none(pendingAfter(4.5));
  const warning = only("errors", pendingAfter(9));
  assert.match(warning.meaning, /800 never completed, while the slowest took 3\.00 s/);
  // They were followed for as long as three of the slowest take, whatever the timeout.
  assert.doesNotMatch(warning.action, /--timeout/);
});

test("a window without any right answer is invalid", () => {
  const empty = inBlocks(1, (trial) => withLoad(trial, { completedInWindow: 0 }));
  assert.equal(only("nothing-completed", empty).severity, "invalid");
  const slow = inBlocks(1, (trial) => withLoad(trial, { completedInWindow: 0, slowestMicros: 40_000_000 }));
  const warning = only("nothing-completed", slow);
  assert.match(warning.meaning, /a response took up to 40\.0 s/);
  assert.match(warning.action, /--duration 120s --warmup 48s/);
  const failures = [{ kind: "status 429", count: 9, example: "GET / answered 429" }];
  const limited = inBlocks(1, (trial) => withLoad(trial, { completedInWindow: 0, failures }));
  const { meaning, action } = only("nothing-completed", limited);
  assert.match(meaning, /no request got a correct response within the window: status 429\.$/);
  assert.match(action, /429 is a rate limit/);
  assert.doesNotMatch(action, /Measure for longer/);
});

function withLives(trial: ObservedTrial, change: (worker: WorkerResult) => Partial<WorkerResult>): ObservedTrial {
  return { ...trial, workers: trial.workers.map((worker) => Object.assign({}, worker, change(worker))) };
}

test("client and workers whose counts disagree are suspect, in either direction", () => {
  const more = withLivesOf((worker) => ({ lifetimeStarted: worker.lifetimeStarted + 1 }));
  const fewer = withLivesOf((worker) => ({ lifetimeFinished: worker.lifetimeFinished - 1 }));
  const neverStarted = withLivesOf((worker) => ({ lifetimeFinished: worker.lifetimeFinished + 1 }));
  for (const change of [more, fewer, neverStarted]) assert.equal(only("counts-disagree", change).severity, "suspect");
  assert.match(only("counts-disagree", fewer).action, /report it as a bug/);
  const uncounted = withLivesOf(() => ({ lifetimeStarted: 0, lifetimeFinished: 0 }));
  assert.match(
    only("counts-disagree", uncounted).action,
    /An app that responds by other means counts none, and its figures are valid/,
  );
});

function withLivesOf(change: (worker: WorkerResult) => Partial<WorkerResult>): Pick<RunShape, "trial"> {
  return inBlocks(8, (trial) => withLives(trial, change));
}

test("requests that the client gave up may have been finished by a worker, or not", () => {
  none(
    inBlocks(8, (trial) => {
      const { lifetime } = trial.load;
      return withLoad(trial, { lifetime: { ...lifetime, completed: lifetime.completed - 5, timedOut: 5 } });
    }),
  );
});

/** A run under an open load, of whose trials the pacing is changed. */
function openRun(change: (trial: ObservedTrial) => ObservedTrial, rates?: readonly number[]): Partial<RunShape> {
  return {
    load: openLoad(rates),
    throughput: () => 800,
    trial: (trial) => {
      const lag = makeLatency([200]);
      return change(
        withLoad(trial, { pacing: { writtenInWindow: trial.load.counts.sent, lag, service: trial.load.latency } }),
      );
    },
  };
}

/** Seven of ten requests are answered, each later than the one before. */
function fallingBehind(trial: ObservedTrial): ObservedTrial {
  const bins = trial.load.bins.map(({ startSeconds, completed, failed: wrong, p99Micros }): TimeBin => {
    return { startSeconds, completed, failed: wrong, p99Micros, p50Micros: 8_000 + 300_000 * startSeconds };
  });
  return withLoad(trial, { bins, completedInWindow: trial.load.counts.sent * 0.7 });
}

test("an open load that is late, or that an arm does not hold, is told", () => {
  const late = only(
    "generator-late",
    openRun((trial) =>
      trial.armId === "single" && trial.load.pacing !== undefined
        ? withLoad(trial, { pacing: { ...trial.load.pacing, lag: makeLatency([3_000]) } })
        : trial,
    ),
  );
  assert.equal(late.severity, "suspect");
  assert.match(late.meaning, /late by up to 3\.00 ms \(p99\) in 8 of 8 trials/);
  const behind = only(
    "fell-behind",
    openRun((trial) => (trial.armId === "single" ? fallingBehind(trial) : trial)),
  );
  assert.equal(behind.severity, "note");
  assert.match(behind.meaning, /Down to 70\.0% of the offered requests/);
});

function climbing(trial: ObservedTrial): ObservedTrial {
  return withLoad(trial, {
    bins: trial.load.bins.map(({ startSeconds, failed: wrong, p50Micros, p99Micros }, index): TimeBin => {
      return { startSeconds, completed: 100 + 20 * index, failed: wrong, p50Micros, p99Micros };
    }),
  });
}

test("a load that changes by itself is not taken for a target that does", () => {
  only(
    "not-steady",
    openRun((trial) => (trial.armId === "single" ? climbing(trial) : trial)),
  );
  const shape: RunShape = { arms: ["single", "cluster-os"], ...openRun(climbing, [100, 500]) };
  assert.deepEqual(warningsOf(makeRun(shape)), []);
});

test("connections that wait all through the window for requests of the warm-up put their arm in doubt", () => {
  // 100 req/s of 40 ms keep 4 of 64 connections busy, and some request took longer than the window of 5 s.
  const latency = makeLatency(Array.from({ length: 500 }, () => 40_000));
  const starved = (slowestMicros: number, blocks: number) =>
    makeRun({
      arms: ["single", "cluster-os"],
      ...inBlocks(blocks, (trial) => {
        const counts = { ...trial.load.counts, sent: 500, completed: 500 };
        return withLoad(trial, { latency, counts, completedInWindow: 500, windowSeconds: 5, slowestMicros });
      }),
    });
  const warnings = warningsOf(starved(10_000_000, 8)).filter(({ code }) => code === "connections-held");
  assert.deepEqual(
    warnings.map(({ severity, armId, figures }) => [
      severity,
      armId,
      figures["heldConnections"],
      figures["connections"],
    ]),
    [["suspect", "cluster-os", 60, 64]],
  );
  for (const shape of [starved(4_000_000, 8), starved(10_000_000, 4)]) {
    assert.ok(warningsOf(shape).every(({ code }) => code !== "connections-held"));
  }
});
