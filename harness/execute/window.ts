import type { ProbeSample } from "../../targets/protocol.ts";
import type { CpuThrottling, MachineWindow, MemorySample, ProcessResult, WorkerResult } from "../model/index.ts";
import { openThrottling } from "../observe/cpu-limit.ts";
import { openMachineWindow } from "../observe/machine-window.ts";
import { watchMemory } from "../observe/memory-watch.ts";
import { sampleProcess } from "../observe/processes.ts";
import type { Target } from "../process/target.ts";

/** What the measured window looked like from outside the generator. */
export type WindowResult = {
  /** Null, both, where the target cannot be observed. */
  readonly workers: readonly WorkerResult[] | null;
  readonly processes: readonly ProcessResult[] | null;
  readonly machine: MachineWindow;
  readonly memory?: readonly MemorySample[];
  readonly throttling: readonly CpuThrottling[];
  readonly generatorThrottling: readonly CpuThrottling[];
};

/** Observes the target, our other processes and the machine from one edge of the measured window to the other. */
export type WindowObserver = {
  readonly start: () => void;
  readonly end: () => void;
  /** Gives up observing, where the window does not end. */
  readonly cancel: () => void;
  /** Resolves after `end`; rejects when the target breaks while it is observed. */
  readonly result: Promise<WindowResult>;
};

type Role = ProcessResult["role"];

function keyOf(sample: ProbeSample): string {
  return `${sample.pid}/${sample.threadId}`;
}

function workerResult(before: ProbeSample, after: ProbeSample): WorkerResult {
  const active = after.loopActiveMillis - before.loopActiveMillis;
  const idle = after.loopIdleMillis - before.loopIdleMillis;
  return {
    pid: after.pid,
    threadId: after.threadId,
    role: after.role,
    requests: after.requestsFinished - before.requestsFinished,
    connections: before.connectionsOpen + after.connectionsAccepted - before.connectionsAccepted,
    lifetimeStarted: after.requestsStarted,
    lifetimeFinished: after.requestsFinished,
    cpuMicros: after.cpuMicros - before.cpuMicros,
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

/** The processes of the target by role, as far as it is observed. What a worker starts itself counts as the worker's. */
function rolesOf(target: Target | null): ReadonlyMap<number, Role> {
  if (target === null) return new Map();
  const known = new Map<number, Role>(target.processes.map(({ pid, role }) => [pid, role]));
  known.set(target.groupId, "supervisor");
  return new Map(target.members().map((pid) => [pid, known.get(pid) ?? "worker"]));
}

function cpuOf(pids: Iterable<number>): Map<number, number> {
  const cpu = new Map<number, number>();
  for (const pid of pids) {
    const sample = sampleProcess(pid);
    if (sample !== null) cpu.set(pid, sample.cpuMicros);
  }
  return cpu;
}

function ownCpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Counters of the system at one edge of the window, all read at once. */
type Edge = { readonly cpu: ReadonlyMap<number, number>; readonly ownCpuMicros: number };

function readEdge(pids: Iterable<number>): Edge {
  return { cpu: cpuOf(pids), ownCpuMicros: ownCpuMicros() };
}

function pairSamples(before: readonly ProbeSample[], after: readonly ProbeSample[]): readonly WorkerResult[] {
  const first = new Map(before.map((sample) => [keyOf(sample), sample]));
  return after.flatMap((sample) => {
    const start = first.get(keyOf(sample));
    return start === undefined ? [] : [workerResult(start, sample)];
  });
}

/** How often a probe is asked; each time it has a second. */
const sampleAttempts = 5;

/**
 * What the probes count. A worker that does not answer in time is busy with a queue, or with what nobody waits for any
 * more, or the machine stalled: it is asked again, because its counts are held against the client's.
 */
export async function patientSamples(
  target: Target,
  { resetDelay }: { readonly resetDelay: boolean },
): Promise<readonly ProbeSample[]> {
  for (let attempt = 1; ; attempt += 1) {
    const { samples, missing } = await target.sample({ resetDelay: resetDelay && attempt === 1 });
    if (missing === 0 || attempt === sampleAttempts) return samples;
  }
}

/** Windows from which memory is followed over time. */
const soakSeconds = 20;
/** Samples of a window, about, and how often one is taken at most. */
const soakSamples = 150;
const shortestMillis = 250;

/** Follows the target's memory until it is stopped: resident by the system's account, heap by the workers' own. */
function followMemory(target: Target, roles: ReadonlyMap<number, Role>, measuredSeconds: number) {
  const startedAt = performance.now();
  const pids = [...roles].flatMap(([pid, role]) => (role === "supervisor" ? [] : [pid]));
  const samples: MemorySample[] = [];
  let taking: Promise<void> | null = null;
  const take = async (): Promise<void> => {
    const seconds = (performance.now() - startedAt) / 1_000;
    const rssBytes = pids.reduce((sum, pid) => sum + (sampleProcess(pid)?.rssBytes ?? 0), 0);
    const probes = await target.sample({ resetDelay: false }).catch(() => null);
    // Without a worker that was too busy to answer the sum would be of the others.
    if (probes === null || probes.missing > 0) return;
    const heapUsedBytes = probes.samples.reduce((sum, probe) => sum + probe.heapUsedBytes, 0);
    samples.push({ seconds, rssBytes, heapUsedBytes });
  };
  const timer = setInterval(
    () => {
      taking ??= take().finally(() => {
        taking = null;
      });
    },
    Math.max(shortestMillis, (measuredSeconds * 1_000) / soakSamples),
  );
  timer.unref();
  return {
    stop: async (): Promise<readonly MemorySample[]> => {
      clearInterval(timer);
      await taking;
      return samples;
    },
  };
}

/**
 * Prepares to observe a measured window. What the system counts is read at the very edges; a busy worker answers its
 * probe a little after each, so its own figures are exact in proportion rather than in time.
 * Without a target that can be observed only the machine is. `helperPids` are processes of ours beside the target, so that their use of the machine is not taken for foreign.
 */
export function observeWindow(
  target: Target | null,
  helperPids: readonly number[],
  measuredSeconds: number,
): WindowObserver {
  const { promise, resolve, reject } = Promise.withResolvers<WindowResult>();
  // Whoever waits for the result sees a rejection; when the load fails first, nobody does.
  promise.catch(() => {});
  const roles = rolesOf(target);
  const idle = new Map([...roles.keys()].map((pid) => [pid, sampleProcess(pid)?.rssBytes ?? 0]));
  const watched = [...roles.keys(), ...helperPids];

  const open = (): { readonly close: () => Promise<WindowResult>; readonly cancel: () => void } => {
    const before = readEdge(watched);
    const machine = openMachineWindow();
    const limits = openThrottling([...roles.keys()]);
    // The generator is started by this process, and stays in its control group.
    const ownLimits = openThrottling([process.pid]);
    const memory = watchMemory([...roles.keys()]);
    const soak = target === null || measuredSeconds < soakSeconds ? null : followMemory(target, roles, measuredSeconds);
    const probesBefore = target === null ? null : patientSamples(target, { resetDelay: true });
    probesBefore?.catch(reject);
    const cancel = (): void => {
      memory.stop();
      void soak?.stop();
    };
    const close = async (): Promise<WindowResult> => {
      const after = readEdge(watched);
      const limited = { throttling: limits.close(), generatorThrottling: ownLimits.close() };
      const used = (pid: number): number => Math.max(0, (after.cpu.get(pid) ?? 0) - (before.cpu.get(pid) ?? 0));
      const ours = watched.reduce((sum, pid) => sum + used(pid), after.ownCpuMicros - before.ownCpuMicros);
      const machineWindow = machine.close({ cpuMicros: target === null ? null : ours });
      const peaks = memory.stop();
      const followed = soak === null ? {} : { memory: await soak.stop() };
      if (target === null || probesBefore === null)
        return { workers: null, processes: null, machine: machineWindow, ...limited };
      const first = await probesBefore;
      const last = await patientSamples(target, { resetDelay: false });
      const processes = [...roles].map(([pid, role]) => {
        const rssIdleBytes = idle.get(pid) ?? 0;
        return { pid, role, cpuMicros: used(pid), rssIdleBytes, rssLoadBytes: peaks.get(pid) ?? rssIdleBytes };
      });
      return { workers: pairSamples(first, last), processes, machine: machineWindow, ...limited, ...followed };
    };
    return { close, cancel };
  };

  let window: ReturnType<typeof open> | null = null;
  return {
    start: () => {
      window = open();
    },
    end: () => {
      window?.close().then(resolve, reject);
    },
    cancel: () => window?.cancel(),
    result: promise,
  };
}
