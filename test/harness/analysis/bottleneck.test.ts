import assert from "node:assert/strict";
import { test } from "node:test";
import { findBottleneck } from "../../../harness/analysis/bottleneck.ts";
import { measuredTrials } from "../../../harness/analysis/counted.ts";
import type { StatedArm, Bottleneck, ConnectionMode } from "../../../harness/model/index.ts";
import { statedBy } from "../../../targets/index.ts";
import { makeRun, withLoad, withMachine, type ObservedTrial } from "../../support/trials.ts";

function asked(strategy: string, connectionMode: ConnectionMode = "keep-alive"): Pick<StatedArm, "facts" | "load"> {
  return {
    facts: statedBy({ strategy, options: {} }),
    load: { kind: "closed", connections: 64, connectionMode, timeoutSeconds: 10 },
  };
}

/** What limits an arm whose roles use that many cores a process, over a machine that is otherwise idle. */
function limitOf(
  strategy: string,
  cores: Readonly<Record<string, number>>,
  busyShare: number | null = 0.5,
  foreignCpuShare = 0,
): Bottleneck | null {
  const change = (trial: ObservedTrial): ObservedTrial => {
    const micros = trial.load.windowSeconds * 1e6;
    const used = (key: string): { readonly cpuMicros: number } => ({ cpuMicros: (cores[key] ?? 0) * micros });
    const loaded = withLoad(trial, { generatorCpuMicros: (cores["generator"] ?? 0) * micros });
    return withMachine(
      {
        ...loaded,
        processes: trial.processes.map((process) => Object.assign({}, process, used(process.role))),
        workers: trial.workers.map((worker) =>
          Object.assign(
            {},
            worker,
            used(worker.requests > 0 && cores["acceptor"] !== undefined ? "acceptor" : worker.role),
          ),
        ),
      },
      { busyShare, foreignCpuShare },
    );
  };
  return findBottleneck(measuredTrials(makeRun({ arms: [strategy], trial: change })), asked(strategy));
}

test("a generator at 0.8 of a core is named first, even when the workers are full", () => {
  const found = limitOf("cluster-os", { generator: 0.82, worker: 0.99 });
  assert.equal(found?.limit, "generator");
  assert.match(found.sentence, /82% of a core/);
});

/** Where several generator processes use more than a core together, and the busiest of them as much. */
function limitOfSplit(busiest: number): Bottleneck | null {
  const trial = (one: ObservedTrial): ObservedTrial => {
    const micros = one.load.windowSeconds * 1e6;
    return withLoad(one, { generatorCpuMicros: 1.1 * micros, busiestGeneratorCpuMicros: busiest * micros });
  };
  return findBottleneck(measuredTrials(makeRun({ arms: ["cluster-os"], trial })), asked("cluster-os"));
}

test("of several generator processes the busiest counts, not their sum, and is named", () => {
  assert.notEqual(limitOfSplit(0.6)?.limit, "generator");
  assert.match(limitOfSplit(0.9)?.sentence ?? "", /^The busiest process of the generator used 90% of a core/);
});

/** Where a CPU limit stopped the workers in so many of a hundred periods. */
function limitOfThrottled(throttledPeriods: number): Bottleneck | null {
  const group = { pids: [1_001], limitCores: 0.5, periods: 100, throttledPeriods, throttledMicros: 1 };
  const trial = (one: ObservedTrial): ObservedTrial => ({ ...one, throttling: [group] });
  return findBottleneck(measuredTrials(makeRun({ arms: ["cluster-os"], trial })), asked("cluster-os"));
}

test("a CPU limit that stopped the workers in half of the periods is named", () => {
  assert.notEqual(limitOfThrottled(49)?.limit, "cpu-limit");
  const throttled = limitOfThrottled(50);
  assert.equal(throttled?.limit, "cpu-limit");
  assert.equal(throttled?.sentence, "A CPU limit stopped it in 50% of periods: it is the limit.");
});

test("a primary or a proxy at 0.85 of a core is named with its figure", () => {
  const primary = limitOf("cluster-round-robin", { primary: 0.97, worker: 0.9 });
  assert.deepEqual(primary, {
    limit: "primary",
    sentence: "The primary used 97% of a core: it is the limit.",
    others: "The others, of a core: the workers 90% each and the generator 0%.",
  });
  assert.equal(limitOf("reverse-proxy", { proxy: 0.86, worker: 0.3 })?.limit, "proxy");
});

function withFullPrimary(one: ObservedTrial): ObservedTrial {
  const cpuMicros = 0.9 * one.load.windowSeconds * 1e6;
  const processes = one.processes.map((process) =>
    process.role === "primary" ? Object.assign({}, process, { cpuMicros }) : process,
  );
  return { ...one, processes };
}

/** What is said of a primary that is full, under that strategy. */
function ofFullPrimary(strategy: string, connectionMode: ConnectionMode): string | undefined {
  const trials = measuredTrials(makeRun({ arms: ["cluster-round-robin"], trial: withFullPrimary }));
  return findBottleneck(trials, asked(strategy, connectionMode))?.sentence;
}

test("of a full primary it is told what passes through it, and nothing where that may be little", () => {
  const used = "The primary used 90% of a core: it is the limit";
  assert.equal(ofFullPrimary("cluster-round-robin", "keep-alive"), `${used}.`);
  assert.equal(
    ofFullPrimary("cluster-round-robin", "per-request"),
    `${used}, and every new connection passes through it.`,
  );
  assert.equal(ofFullPrimary("pm2", "keep-alive"), `${used}, and every line that the workers print passes through it.`);
  assert.equal(
    ofFullPrimary("pm2", "per-request"),
    `${used}, and every new connection and every line that the workers print pass through it.`,
  );
});

/** Of two processes the first, a master, idles. */
const besideItsMaster = (one: ObservedTrial): ObservedTrial => {
  const proxy = fullProxy(one).processes.find(({ role }) => role === "proxy");
  const master = proxy === undefined ? [] : [{ ...proxy, pid: 1, cpuMicros: 0 }];
  return { ...one, processes: [...master, ...fullProxy(one).processes] };
};

test("a proxy that is full is named also where a master of it idles", () => {
  const trials = measuredTrials(makeRun({ arms: ["reverse-proxy"], trial: besideItsMaster }));
  assert.equal(findBottleneck(trials, asked("nginx"))?.sentence, "nginx used 95% of a core: forwarding is the limit.");
});

test("workers are named when they use 0.85 of a core each", () => {
  assert.equal(limitOf("cluster-os", { worker: 0.9 })?.limit, "workers");
});

test("an accepting thread that is full is named before its idle pool", () => {
  const found = limitOf("worker-threads", { acceptor: 0.95, worker: 0.3 });
  assert.equal(found?.limit, "workers");
  assert.match(found.sentence, /accepting thread used 95%/);
});

test("pool threads are judged without the thread that accepts", () => {
  assert.equal(limitOf("worker-threads", { acceptor: 0.1, worker: 0.9 })?.limit, "workers");
});

test("a full machine is named when no part is full", () => {
  assert.equal(limitOf("cluster-os", { worker: 0.7, generator: 0.5 }, 0.97)?.limit, "machine");
});

test("where other programs fill the machine, they are named, rather than its cores", () => {
  const filled = limitOf("cluster-os", { worker: 0.1, generator: 0.1 }, 1, 0.846);
  assert.equal(filled?.limit, "other-programs");
  assert.match(filled.sentence, /^Other programs used 85% of the machine/);
  const shared = limitOf("cluster-os", { worker: 0.7, generator: 0.3 }, 1, 0.12);
  assert.equal(shared?.limit, "machine");
  assert.match(shared.sentence, /cores are the limit\. Other programs used 12% of it\.$/);
});

test("other programs are named on a machine that is nearly full too, where half of that is theirs", () => {
  const idle = { worker: 0.2, generator: 0.1 };
  const theirs = limitOf("cluster-os", idle, 0.85, 0.6);
  assert.deepEqual(
    [theirs?.limit, theirs?.sentence],
    [
      "other-programs",
      "Other programs used 60% of the machine, which was 85.0% busy: they may be the limit, not the arm.",
    ],
  );
  assert.equal(limitOf("cluster-os", { worker: 0.6, generator: 0.4 }, 0.9, 0.5)?.limit, "other-programs");
  assert.notEqual(limitOf("cluster-os", idle, 0.85, 0.2)?.limit, "other-programs");
  assert.notEqual(limitOf("cluster-os", idle, 0.5, 0.4)?.limit, "other-programs");
});

/** The trial whose process uses 1.6 cores, none of them for its JavaScript. */
function worksBeside(one: ObservedTrial): ObservedTrial {
  const micros = one.load.windowSeconds * 1e6;
  const idle = withMachine(withLoad(one, { generatorCpuMicros: 0 }), { busyShare: 0.3 });
  return {
    ...idle,
    workers: one.workers.map((worker) => Object.assign({}, worker, { cpuMicros: 0 })),
    processes: one.processes.map((process) => Object.assign({}, process, { cpuMicros: 1.6 * micros })),
  };
}

test("what threads beside the event loop do is no waiting", () => {
  const trials = measuredTrials(makeRun({ arms: ["single"], trial: worksBeside }));
  assert.equal(findBottleneck(trials, asked("single"))?.limit, "unclear");
});

test("when all is idle, requests waited for something else", () => {
  assert.equal(limitOf("cluster-os", { worker: 0.2, generator: 0.1 })?.limit, "waiting");
});

test("in between nothing is claimed, also where the machine does not tell", () => {
  assert.equal(limitOf("cluster-os", { worker: 0.7 }, null)?.limit, "unclear");
  assert.equal(findBottleneck([], asked("single")), null);
});

/** The trial with all its work done by one worker, which is full. */
function skewed(trial: ObservedTrial): ObservedTrial {
  const busiest = trial.workers.find(({ role }) => role === "worker");
  const fullMicros = 0.99 * trial.load.windowSeconds * 1e6;
  const workers = trial.workers.map((worker) =>
    Object.assign({}, worker, { cpuMicros: worker === busiest ? fullMicros : 0 }),
  );
  return { ...trial, workers };
}

test("one full worker beside idle ones is named as an uneven spread", () => {
  const found = findBottleneck(measuredTrials(makeRun({ arms: ["cluster-os"], trial: skewed })), asked("cluster-os"));
  assert.equal(found?.limit, "workers");
  assert.match(found.sentence, /busiest of the workers used 99% of a core.*uneven spread/);
});

const threadsAlone = (one: ObservedTrial): ObservedTrial => ({
  ...one,
  workers: one.workers.map((worker) =>
    Object.assign({}, worker, worker.threadId === 0 ? { requests: 0 } : { requests: 500 }),
  ),
});

function fullProxy(one: ObservedTrial): ObservedTrial {
  const micros = 0.95 * one.load.windowSeconds * 1e6;
  const processes = one.processes.map((process) =>
    process.role === "proxy" ? Object.assign({}, process, { cpuMicros: micros }) : process,
  );
  return { ...one, processes };
}

test("nginx and haproxy are named, and threads of one process are judged each by itself", () => {
  const found = findBottleneck(
    measuredTrials(makeRun({ arms: ["reverse-proxy"], trial: fullProxy })),
    asked("haproxy"),
  );
  assert.equal(found?.sentence, "haproxy used 95% of a core: forwarding is the limit.");

  const own = findBottleneck(
    measuredTrials(makeRun({ arms: ["worker-threads"], trial: threadsAlone })),
    asked("threads-listen"),
  );
  assert.equal(own?.sentence, "The threads used 90% of a core each: their CPU is the limit.");
});

const waitingForPool = (one: ObservedTrial): ObservedTrial => ({
  ...one,
  workers: one.workers.map((worker) =>
    Object.assign({}, worker, { cpuMicros: 0, eventLoopUtilization: 0.1, poolWaitP50Micros: 12_000 }),
  ),
});

const waitingOnFullMachine = (one: ObservedTrial): ObservedTrial =>
  withMachine(waitingForPool(one), { busyShare: 0.85 });

test("work that waits for libuv's pool on a machine that is nearly full may wait for a core", () => {
  const run = makeRun({ arms: ["single"], trial: waitingOnFullMachine });
  assert.notEqual(findBottleneck(measuredTrials(run), asked("single"))?.limit, "pool");
});

test("what waits on a machine that is nearly full waits for its cores, and on another for something else", () => {
  const idle = { worker: 0.2, generator: 0.1 };
  assert.match(limitOf("cluster-os", idle)?.sentence ?? "", /requests waited for something else/);
  assert.match(
    limitOf("cluster-os", idle, 0.85)?.sentence ?? "",
    /usable cores, which the parts share, were 85(?:\.0)?% busy/,
  );
});

test("work that waits for libuv's pool while event loops are idle names the pool", () => {
  const found = findBottleneck(measuredTrials(makeRun({ arms: ["single"], trial: waitingForPool })), asked("single"));
  assert.equal(found?.limit, "pool");
  assert.match(found.sentence, /waited 12\.0 ms for a thread of libuv's pool/);
});
