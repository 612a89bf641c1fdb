import assert from "node:assert/strict";
import { test } from "node:test";
import { analyse } from "../../../harness/analysis/index.ts";
import { statedRun } from "../../../harness/cli/stated.ts";
import type { Finding, Load, Role } from "../../../harness/model/index.ts";
import { makeRun, openLoad, withLoad, withMachine, type RunShape, type ObservedTrial } from "../../support/trials.ts";

function findingsOf(shape: RunShape): readonly Finding[] {
  return analyse(statedRun(makeRun(shape))).findings;
}

function find(shape: RunShape, code: string): Finding | undefined {
  return findingsOf(shape).find((finding) => finding.code === code);
}

/** Within 1% of 1, differing between blocks. */
function noise(block: number): number {
  return 1 + 0.002 * ((block * 5) % 7) - 0.006;
}

function rates(factors: Readonly<Record<string, number>>): NonNullable<RunShape["throughput"]> {
  return (arm, block) => 1_000 * (factors[arm] ?? 1) * noise(block + arm.length);
}

type Use = { readonly [role in Role | "generator"]?: number };

/** The trial whose processes, and the threads in them, use so many cores each. */
function using(trial: ObservedTrial, use: Use): ObservedTrial {
  const micros = (part: keyof Use, usual: number): number => {
    const cores = use[part];
    return cores === undefined ? usual : cores * noise(trial.block) * trial.load.windowSeconds * 1e6;
  };
  const { generatorCpuMicros } = trial.load;
  return {
    ...withLoad(trial, { generatorCpuMicros: micros("generator", generatorCpuMicros) }),
    workers: trial.workers.map((one) => Object.assign({}, one, { cpuMicros: micros(one.role, one.cpuMicros) })),
    processes: trial.processes.map((one) =>
      one.role === "supervisor" ? one : Object.assign({}, one, { cpuMicros: micros(one.role, one.cpuMicros) }),
    ),
  };
}

const idle: Use = { worker: 0.3, generator: 0.2, primary: 0.05, proxy: 0.2 };

const busy = (share: number) => (trial: ObservedTrial) => {
  const total = trial.load.counts.completed;
  const first = Math.round(total * share * noise(trial.block));
  let index = 0;
  const requests = (): number => (index++ === 0 ? first : total - first);
  const workers = trial.workers.map((one) =>
    one.role === "worker" ? Object.assign({}, one, { requests: requests() }) : one,
  );
  return trial.armId === "cluster-os" ? { ...trial, workers } : trial;
};

test("skew: a worker that does more than its share is explained by how the strategy spreads", () => {
  const arms = ["single", "cluster-os", "cluster-round-robin"];
  const finding = find({ arms, trial: busy(0.8) }, "skew");
  assert.deepEqual(finding?.armIds, ["cluster-os"]);
  assert.match(finding.sentence, /busiest of 2 workers did 1\.\d+ \[.*\] times the mean: .*whichever the system wakes/);
  const hashing = { strategy: "haproxy", id: "cluster-os", options: { balancer: "hash-address" } };
  const one = find({ arms: ["single", hashing], trial: busy(0.99) }, "skew");
  assert.match(one?.sentence ?? "", /times the mean: the balancer hashes the client's address, and all load comes/);
  assert.equal(find({ arms, trial: busy(0.52) }, "skew"), undefined);
  assert.equal(find({ arms, trial: busy(0.8), blocks: 3 }, "skew"), undefined);
});

const perRequest: Load = { kind: "closed", connections: 32, connectionMode: "per-request", timeoutSeconds: 10 };

const dispatchFull = (one: ObservedTrial): ObservedTrial =>
  using(one, { ...idle, primary: 0.97, proxy: 0.96, worker: 0.45 });

test("a saturated primary or proxy is the limit, whatever its workers could do", () => {
  const arms = ["single", "cluster-round-robin", "reverse-proxy"];
  const primary = find({ arms, trial: dispatchFull }, "primary-saturated");
  assert.match(
    primary?.sentence ?? "",
    /primary used 97% of a core, while its workers used 45% of a core each: it is the limit; further workers add nothing\.$/,
  );
  const each = find({ arms, trial: dispatchFull, load: perRequest }, "primary-saturated");
  assert.match(each?.sentence ?? "", /: it is the limit, and every new connection passes through it; further workers/);
  assert.deepEqual(find({ arms, trial: dispatchFull }, "proxy-saturated")?.armIds, ["reverse-proxy"]);
  assert.equal(find({ arms, trial: (one) => using(one, idle) }, "primary-saturated"), undefined);
});

const generatorFullToo = (one: ObservedTrial): ObservedTrial => using(dispatchFull(one), { generator: 0.95 });

test("one part is the limit: a full generator says nothing of the primary behind it", () => {
  const shape = { arms: ["single", "cluster-round-robin"], trial: generatorFullToo };
  assert.equal(find(shape, "primary-saturated"), undefined);
  assert.deepEqual(find(shape, "generator-limit")?.armIds.toSorted(), shape.arms.toSorted());
});

test("proxy cost: the extra hop is held against a bare backend, with the CPU that it takes", () => {
  const arms = ["single", "reverse-proxy"];
  const finding = find({ arms, throughput: rates({ "reverse-proxy": 0.3 }) }, "proxy-cost");
  assert.match(
    finding?.sentence ?? "",
    /^reverse-proxy handles 0\.3\d* \[.*\] times the requests of single: .* µs of CPU in the proxy/,
  );
  assert.equal(find({ arms, throughput: rates({ "reverse-proxy": 1.8 }) }, "proxy-cost"), undefined);
});

const slowerWithEight = (arm: string, block: number): number => (arm.endsWith("8") ? 20_000 : 8_000) * noise(block);

test("workers beyond the cores take turns on them where these are full, and nothing is said of why where all wait", () => {
  const arms = [
    { strategy: "cluster-os", id: "cluster-os×2", workers: 2 },
    { strategy: "cluster-os", id: "cluster-os×8", workers: 8 },
  ];
  const sentenceAt = (busyShare: number): string => {
    const trial = (one: ObservedTrial) => withMachine(using(one, { worker: 0.2, generator: 0.2 }), { busyShare });
    return find({ arms, cores: 2, throughput: rates({}), trial }, "workers-beyond-cores")?.sentence ?? "";
  };
  assert.match(sentenceAt(0.99), /: workers in excess of the cores take turns on them\.$/);
  assert.match(sentenceAt(0.5), /8 workers on 2 cores handle .* times the requests of 2(?!.*take turns)/);
});

test("workers beyond the cores add no throughput, as far as the interval shows", () => {
  const arms = [
    { strategy: "cluster-os", id: "cluster-os×2", workers: 2 },
    { strategy: "cluster-os", id: "cluster-os×8", workers: 8 },
  ];
  const shape = { arms, cores: 2, latencyMicros: slowerWithEight };
  const finding = find({ ...shape, throughput: rates({}) }, "workers-beyond-cores");
  assert.match(
    finding?.sentence ?? "",
    /8 workers on 2 cores handle .* times the requests of 2; its p99 is 2\.\d.* times theirs/,
  );
  assert.equal(find({ ...shape, throughput: rates({ "cluster-os×8": 1.5 }) }, "workers-beyond-cores"), undefined);
  assert.equal(find({ ...shape, cores: 8, throughput: rates({}) }, "workers-beyond-cores"), undefined);
});

const fullUnlessSingle = (one: ObservedTrial): ObservedTrial =>
  one.armId === "single" ? one : using(one, { generator: 0.95 });

test("a generator that is full is named as the limit of the arms that it could not fill", () => {
  const finding = find({ arms: ["single", "cluster-os"], trial: fullUnlessSingle }, "generator-limit");
  assert.deepEqual(finding?.armIds, ["cluster-os"]);
  assert.match(finding.sentence, /up to 95% of its core/);
});

/** On one core, which process and generator share; and within a limit of CPU time, which stops it. */
const onOneCore = (one: ObservedTrial): ObservedTrial =>
  withMachine(using(one, { ...idle, worker: 0.6, generator: 0.4 }), { cores: 1, busyShare: 1 });

const withinLimit = (one: ObservedTrial): ObservedTrial => ({
  ...using(one, idle),
  throttling: [{ pids: [1_001], limitCores: 0.3, periods: 50, throttledPeriods: 40, throttledMicros: 1 }],
});

const fullWorkers = (one: ObservedTrial): ObservedTrial => using(one, { ...idle, worker: 0.98 });

const allIdle = (one: ObservedTrial): ObservedTrial => using(one, idle);

test("one process is enough where it waits: more workers only add memory", () => {
  const arms = ["single", "cluster-os", "cluster-round-robin"];
  const finding = find({ arms, throughput: rates({}), trial: allIdle }, "one-process-is-enough");
  assert.match(
    finding?.sentence ?? "",
    /^single handles as many requests .* 30% of a core.* More workers only add memory: .* times as much\.$/,
  );
  assert.equal(
    find({ arms, throughput: rates({ "cluster-os": 1.5 }), trial: allIdle }, "one-process-is-enough"),
    undefined,
  );
  for (const trial of [fullWorkers, onOneCore, withinLimit, waiting(15_000)]) {
    assert.equal(find({ arms, throughput: rates({}), trial }, "one-process-is-enough"), undefined);
  }
});

function waiting(waitMicros: number): (one: ObservedTrial) => ObservedTrial {
  return (one) => {
    const trial = using(one, { ...idle, worker: 0.1 });
    const quiet = { eventLoopUtilization: 0.15, poolWaitP50Micros: waitMicros * noise(one.block) };
    return { ...trial, workers: trial.workers.map((worker) => Object.assign({}, worker, quiet)) };
  };
}

test("libuv's pool is the limit where work waits for its threads while event loops are idle, and whose threads these are", () => {
  const arms = ["single", "worker-threads"];
  const found = findingsOf({ arms, trial: waiting(15_000) }).filter(({ code }) => code === "pool-limit");
  const [own, shared] = arms.map((arm) => found.find(({ armIds }) => armIds.includes(arm)));
  assert.match(
    own?.sentence ?? "",
    /^single: work waited 15\.\d ms .* each of its processes has 4 threads in the pool\. .*--env UV_THREADPOOL_SIZE=16\.$/,
  );
  assert.match(shared?.sentence ?? "", /^worker-threads: .* all threads of its process share 4 threads/);
  assert.equal(find({ arms, trial: waiting(90) }, "pool-limit"), undefined);
});

const poolOfTwoCores = (one: ObservedTrial): ObservedTrial => {
  const processes = one.processes.map((process) =>
    process.role === "worker"
      ? Object.assign({}, process, { cpuMicros: 1.8 * noise(one.block) * one.load.windowSeconds * 1e6 })
      : process,
  );
  return { ...using(one, { worker: 0.2 }), processes };
};

/** The same, with threads of that name doing most of it. */
const workOf =
  (name: string): NonNullable<RunShape["trial"]> =>
  (trial) => {
    const changed = poolOfTwoCores(trial);
    const beside = [{ name, threads: 4, cpuMicros: 1.5e6 * trial.load.windowSeconds }];
    const processes = changed.processes?.map((one) => (one.role === "worker" ? Object.assign(one, { beside }) : one));
    return { ...changed, processes: processes ?? null };
  };

function sentenceOf(name: string): string {
  return find({ arms: ["single"], trial: workOf(name) }, "pool-works-beside")?.sentence ?? "";
}

test("what worked beside the event loop is named by its threads' names, and by nothing where they do not tell", () => {
  assert.match(sentenceOf("libuv-worker"), /event loop: libuv's pool runs files, DNS and crypto on 4 threads/);
  assert.match(sentenceOf("tokio-runtime-w"), /event loop: in cores, threads named "tokio-runtime-w" 1\.5\./);
  assert.match(sentenceOf("node"), /whose names do not identify them/);
});

test("one process may use several cores by itself", () => {
  const finding = find({ arms: ["single"], trial: poolOfTwoCores }, "pool-works-beside");
  assert.match(
    finding?.sentence ?? "",
    /one process used 1\.\d+ \[.*\] cores, 1\.\d+ \[.*\] of them outside its event loop/,
  );
});

test("new connections: round-robin is about as single, and those without a primary are named", () => {
  const shape = {
    arms: ["single", "cluster-round-robin", "reuseport"],
    load: perRequest,
    trial: (one: ObservedTrial) => using(one, { primary: 0.96, worker: 0.4 }),
  };
  const finding = find(
    { ...shape, throughput: rates({ "cluster-round-robin": 1.05, reuseport: 1.7 }) },
    "new-connections",
  );
  assert.match(
    finding?.sentence ?? "",
    /^cluster-round-robin handles only 1\.0\d \[.* reuseport, without it, was found faster\.$/,
  );
  assert.equal(find({ ...shape, throughput: rates({ "cluster-round-robin": 1.8 }) }, "new-connections"), undefined);
  const waits = { ...shape, throughput: rates({}), trial: allIdle };
  assert.equal(find(waits, "new-connections"), undefined, "nobody waits for a primary that is idle");
});

const slowRoundRobin =
  (factor: number): NonNullable<RunShape["latencyMicros"]> =>
  (arm, block) =>
    8_000 * (arm === "cluster-round-robin" ? factor : 1) * noise(block + arm.length);

test("head of line: cheap requests that wait behind heavy ones are told by how many times, against the best", () => {
  const strategies = ["worker-threads", "cluster-round-robin", "reverse-proxy"];
  const shape = { arms: strategies, kinds: ["cheap", "heavy"], load: openLoad(), plan: { victim: "cheap" } };
  const finding = find({ ...shape, latencyMicros: slowRoundRobin(3) }, "head-of-line");
  assert.match(
    finding?.sentence ?? "",
    /^Requests of the kind cheap wait .* p99 is [23]\.\d+ \[.*\] times as long under cluster-round-robin as under/,
  );
  assert.equal(find({ ...shape, latencyMicros: slowRoundRobin(1.05) }, "head-of-line"), undefined);
});

const nothingAnswered = (one: ObservedTrial): ObservedTrial =>
  withLoad(using(one, { generator: 0.95 }), { completedInWindow: 0 });

test("nothing is claimed of a run that is invalid, nor of one that is what was to be expected", () => {
  assert.deepEqual(findingsOf({ arms: ["single", "cluster-os"] }), []);
  assert.deepEqual(findingsOf({ arms: ["single", "cluster-os"], trial: nothingAnswered }), []);
});
