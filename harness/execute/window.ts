import type { ProbeSample } from "../../targets/protocol.ts";
import type { MachineWindow, ProcessResult, WorkerResult } from "../model/index.ts";
import { openMachineWindow } from "../observe/machine-window.ts";
import { watchMemory } from "../observe/memory-watch.ts";
import { processGroupMembers, sampleProcess } from "../observe/processes.ts";
import type { Target } from "../process/target.ts";

/** What the measured window looked like from outside the generator. */
export type WindowResult = {
  readonly workers: readonly WorkerResult[];
  readonly processes: readonly ProcessResult[];
  readonly machine: MachineWindow;
};

type OpenWindow = { readonly close: () => Promise<WindowResult> };

/** Observes the target, our other processes and the machine from one edge of the measured window to the other. */
export type WindowObserver = {
  readonly start: () => void;
  readonly end: () => void;
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
    lifetimeStarted: after.requestsStarted,
    lifetimeFinished: after.requestsFinished,
    cpuMicros: after.cpuMicros - before.cpuMicros,
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

/** The members of the target's process group by role. What a worker starts itself counts as the worker's. */
function rolesOf(target: Target): ReadonlyMap<number, Role> {
  const known = new Map<number, Role>(target.processes.map(({ pid, role }) => [pid, role]));
  known.set(target.groupId, "supervisor");
  return new Map(membersOf(target).map((pid) => [pid, known.get(pid) ?? "worker"]));
}

/** Every process of the target, as the system knows them; where it does not tell, those that announced themselves. */
function membersOf(target: Target): readonly number[] {
  return processGroupMembers(target.groupId) ?? target.processes.map(({ pid }) => pid);
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

/** The resident set of each of the target's processes, taken when it is ready and nothing has been asked of it yet. */
export function idleMemory(target: Target): ReadonlyMap<number, number> {
  const idle = new Map<number, number>();
  for (const pid of membersOf(target)) {
    const sample = sampleProcess(pid);
    if (sample !== null) idle.set(pid, sample.rssBytes);
  }
  return idle;
}

async function openWindow(
  target: Target,
  helperPids: readonly number[],
  idle: ReadonlyMap<number, number>,
): Promise<OpenWindow> {
  const roles = rolesOf(target);
  const watched = [...roles.keys(), ...helperPids];
  const memory = watchMemory([...roles.keys()]);
  const probesBefore = await target.sample({ resetDelay: true });
  const cpuBefore = cpuOf(watched);
  const ownBefore = ownCpuMicros();
  const machine = openMachineWindow();

  const close = async (): Promise<WindowResult> => {
    const cpuAfter = cpuOf(watched);
    const used = (pid: number): number => Math.max(0, (cpuAfter.get(pid) ?? 0) - (cpuBefore.get(pid) ?? 0));
    const ours = watched.reduce((sum, pid) => sum + used(pid), ownCpuMicros() - ownBefore);
    const machineWindow = machine.close({ cpuMicros: ours });
    const probesAfter = await target.sample({ resetDelay: false });
    const peaks = memory.stop();
    const before = new Map(probesBefore.samples.map((sample) => [keyOf(sample), sample]));
    const workers = probesAfter.samples.flatMap((after) => {
      const first = before.get(keyOf(after));
      return first === undefined ? [] : [workerResult(first, after)];
    });
    const processes = [...roles].map(([pid, role]) => ({
      pid,
      role,
      cpuMicros: used(pid),
      rssIdleBytes: idle.get(pid) ?? 0,
      rssLoadBytes: peaks.get(pid) ?? idle.get(pid) ?? 0,
    }));
    return { workers, processes, machine: machineWindow };
  };
  return { close };
}

/** `helperPids` are processes of ours beside the target, so that their use of the machine is not taken for foreign. */
export function observeWindow(
  target: Target,
  helperPids: readonly number[],
  idle: ReadonlyMap<number, number>,
): WindowObserver {
  const { promise, resolve, reject } = Promise.withResolvers<WindowResult>();
  // Whoever waits for the result sees a rejection; when the load fails first, nobody does.
  promise.catch(() => {});
  let opening: Promise<OpenWindow> | null = null;
  return {
    start: () => {
      opening = openWindow(target, helperPids, idle);
      opening.catch(reject);
    },
    end: () => {
      opening?.then((window) => window.close()).then(resolve, reject);
    },
    result: promise,
  };
}
