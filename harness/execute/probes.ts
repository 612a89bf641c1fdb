import type { ProbeSample, Probed } from "../../targets/protocol.ts";
import type { UnreadWorker, WorkerResult } from "../model/index.ts";
import type { Target } from "../process/target.ts";

/** Of the window, by which a probe may answer late and still speak for the window: it has turned half of it by then. */
const lateShare = 0.5;

/** µs on the machine's monotonic clock, which the target's processes share. */
export function monotonicMicros(): number {
  return Number(process.hrtime.bigint() / 1_000n);
}

/** What the probes said when they were asked at an edge of the window. */
export type Edge = {
  readonly askedAtMicros: number;
  readonly samples: readonly ProbeSample[];
  /** Those that had not answered when nobody waited any longer. */
  readonly missing: readonly Probed[];
};

/** Asks every probe once: each answers when it comes to it, and says when that was. */
export async function askProbes(
  target: Target,
  { resetDelay, patienceSeconds }: { readonly resetDelay: boolean; readonly patienceSeconds: number },
): Promise<Edge> {
  const askedAtMicros = monotonicMicros();
  return { askedAtMicros, ...(await target.sample({ resetDelay, patienceMillis: patienceSeconds * 1_000 })) };
}

/** What the workers did within the window, and those whose own counts do not say it. */
export type Read = { readonly workers: readonly WorkerResult[]; readonly unread: readonly UnreadWorker[] };

/** A thread that answers nobody may end when its work is done. */
function hasEnded(probe: Probed, { samples, missing }: Edge): boolean {
  return !probe.serves && ![...samples, ...missing].some((one) => isSame(one, probe));
}

/** CPU time of a thread within the window, by the system's account; null where that does not tell. */
type CpuOf = (probe: Probed) => number | null;

/**
 * Pairs what each probe said at both edges. A rate is over the time between its own two answers; whose answer is too
 * late for that is named, and so is who gave none.
 */
export function pairEdges(before: Edge, after: Edge, cpuOf: CpuOf): Read {
  const windowMicros = after.askedAtMicros - before.askedAtMicros;
  const lateSeconds = (sample: ProbeSample, edge: Edge): number =>
    Math.max(0, sample.atMicros - edge.askedAtMicros) / 1e6;
  const isLate = (sample: ProbeSample, edge: Edge): boolean =>
    lateSeconds(sample, edge) * 1e6 > lateShare * windowMicros;
  const missing = [
    ...before.missing.map((one) => ({ one, edge: "start" as const })),
    ...after.missing
      .filter((one) => !before.missing.some((other) => isSame(one, other)))
      .map((one) => ({ one, edge: "end" as const })),
  ];
  const busy = missing.flatMap(({ one }) => {
    const cpuMicros = one.serves ? null : cpuOf(one);
    return cpuMicros === null ? [] : [busyThread(one, windowMicros, cpuMicros)];
  });
  const unread: UnreadWorker[] = missing
    .filter(({ one }) => !busy.some((thread) => isSame(one, thread)) && !hasEnded(one, after))
    .map(({ one: { pid, threadId, role }, edge }) => ({ pid, threadId, role, edge, lateSeconds: null }));
  const workers = after.samples.flatMap((sample): readonly WorkerResult[] => {
    if (before.missing.some((one) => isSame(one, sample))) return [];
    const start = before.samples.find((one) => isSame(one, sample)) ?? null;
    const late = (
      [
        [start, before, "start"],
        [sample, after, "end"],
      ] as const
    ).find(([one, edge]) => one !== null && isLate(one, edge));
    // A thread that answers nobody has no counts that could be of another time; its CPU is the system's account.
    if (late !== undefined && late[0] !== null && sample.serves) {
      unread.push({ ...identityOf(sample), edge: late[2], lateSeconds: lateSeconds(late[0], late[1]) });
    }
    return [workerResult(start ?? asItBegan(sample, before), sample, windowMicros, cpuOf(sample))];
  });
  return { workers: [...workers, ...busy], unread };
}

type Identity = Pick<Probed, "pid" | "threadId" | "role">;

function isSame(a: Identity, b: Identity): boolean {
  return a.pid === b.pid && a.threadId === b.threadId;
}

function identityOf({ pid, threadId, role }: Probed): Identity {
  return { pid, threadId, role };
}

/**
 * A thread of the app's pool that never came to its probe, since it was busy with what the app gave it: it answers no
 * requests, and the system tells what it used. What only itself could tell is 0.
 */
function busyThread(probed: Probed, windowMicros: number, cpuMicros: number): WorkerResult {
  return {
    ...identityOf(probed),
    requests: 0,
    lifetimeStarted: 0,
    lifetimeFinished: 0,
    cpuMicros: Math.round(cpuMicros),
    rssBytes: 0,
    heapUsedBytes: 0,
    gcMicros: 0,
    gcCount: 0,
    eventLoopUtilization: Math.min(1, cpuMicros / windowMicros),
    eventLoopDelayP50Micros: 0,
    eventLoopDelayP99Micros: 0,
    eventLoopDelayMaxMicros: 0,
  };
}

/** What began within the window had done nothing when that began. */
function asItBegan(sample: ProbeSample, { askedAtMicros }: Edge): ProbeSample {
  return {
    ...sample,
    atMicros: askedAtMicros,
    requestsStarted: 0,
    requestsFinished: 0,
    serverErrors: 0,
    connectionsOpen: 0,
    connectionsAccepted: 0,
    cpuMicros: 0,
    gcMicros: 0,
    gcCount: 0,
    loopActiveMillis: 0,
    loopIdleMillis: 0,
  };
}

function workerResult(
  before: ProbeSample,
  after: ProbeSample,
  windowMicros: number,
  systemCpuMicros: number | null,
): WorkerResult {
  const active = after.loopActiveMillis - before.loopActiveMillis;
  const idle = after.loopIdleMillis - before.loopIdleMillis;
  const intervalMicros = Math.max(1, after.atMicros - before.atMicros);
  const serverErrors = after.serverErrors - before.serverErrors;
  const ownCpuMicros = ((after.cpuMicros - before.cpuMicros) * windowMicros) / intervalMicros;
  return {
    pid: after.pid,
    threadId: after.threadId,
    role: after.role,
    intervalSeconds: intervalMicros / 1e6,
    requests: after.requestsFinished - before.requestsFinished,
    ...(serverErrors === 0 ? {} : { serverErrors }),
    connections: before.connectionsOpen + after.connectionsAccepted - before.connectionsAccepted,
    lifetimeStarted: after.requestsStarted,
    lifetimeFinished: after.requestsFinished,
    cpuMicros: Math.round(systemCpuMicros ?? ownCpuMicros),
    poolWaitP50Micros: after.poolWaitP50Micros,
    rssBytes: after.rssBytes,
    heapUsedBytes: after.heapUsedBytes,
    gcMicros: Math.round(after.gcMicros - before.gcMicros),
    gcCount: after.gcCount - before.gcCount,
    eventLoopUtilization: active + idle === 0 ? 0 : active / (active + idle),
    eventLoopDelayP50Micros: after.delayP50Micros,
    eventLoopDelayP99Micros: after.delayP99Micros,
    eventLoopDelayMaxMicros: after.delayMaxMicros,
  };
}
