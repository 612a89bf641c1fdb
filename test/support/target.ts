import type { Arm, LoadResult, ProcessResult, Role, WorkerResult } from "../../harness/model/index.ts";
import { share, sum } from "./shares.ts";

/** The workers of an arm under that load, nearly full; what they counted agrees with the client. */
export function makeWorkers(arm: Arm, load: LoadResult): readonly WorkerResult[] {
  const { completed } = load.counts;
  const lifetime = load.lifetime.completed;
  const micros = load.windowSeconds * 1e6;
  const count = arm.workers ?? 1;
  const make = (pid: number, threadId: number, role: Role, requests: number, life: number, cores: number) => ({
    pid,
    threadId,
    role,
    requests,
    lifetimeStarted: life,
    lifetimeFinished: life,
    cpuMicros: Math.round(cores * micros),
    rssBytes: 70 * 2 ** 20,
    heapUsedBytes: 20 * 2 ** 20,
    gcMicros: Math.round(0.01 * micros),
    gcCount: 40,
    eventLoopUtilization: Math.min(1, cores + 0.02),
    eventLoopDelayP50Micros: 10_100,
    eventLoopDelayP99Micros: 16_000,
    eventLoopDelayMaxMicros: 24_000,
  });
  if (arm.strategy === "worker-threads") {
    const pool = Array.from({ length: count }, (_, index) => make(1_001, index + 1, "worker", 0, 0, 0.9));
    return [make(1_001, 0, "worker", completed, lifetime, 0.2), ...pool];
  }
  const workers = Array.from({ length: count }, (_, index) => {
    const requests = share(completed, count, index);
    return make(1_001 + index, 0, "worker", requests, share(lifetime, count, index), 0.95);
  });
  if (arm.strategy.startsWith("cluster")) return [make(1_000, 0, "primary", 0, 0, 0.02), ...workers];
  if (arm.strategy === "reverse-proxy") return [make(1_000, 0, "proxy", completed, lifetime, 0.4), ...workers];
  return workers;
}

/** The processes in which the workers live, and the supervisor. */
export function makeProcesses(workers: readonly WorkerResult[]): readonly ProcessResult[] {
  const supervisor: ProcessResult = {
    pid: 999,
    role: "supervisor",
    cpuMicros: 5_000,
    rssIdleBytes: 60 * 2 ** 20,
    rssLoadBytes: 60 * 2 ** 20,
  };
  const pids = [...new Set(workers.map((worker) => worker.pid))];
  const targets = pids.map((pid): ProcessResult => {
    const threads = workers.filter((worker) => worker.pid === pid);
    return {
      pid,
      role: threads[0]?.role ?? "worker",
      cpuMicros: sum(threads.map((thread) => thread.cpuMicros)),
      rssIdleBytes: (40 + 10 * threads.length) * 2 ** 20,
      rssLoadBytes: (60 + 10 * threads.length) * 2 ** 20,
    };
  });
  return [supervisor, ...targets];
}
