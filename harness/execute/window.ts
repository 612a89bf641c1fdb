import type { Probed } from "../../targets/protocol.ts";
import type {
  CpuThrottling,
  MachineWindow,
  MemorySample,
  ProcessResult,
  ThreadGroup,
  UnreadWorker,
  WorkerResult,
} from "../model/index.ts";
import { openThrottling } from "../observe/cpu-limit.ts";
import { watchSpeed } from "../observe/machine-speed.ts";
import { openMachineWindow } from "../observe/machine-window.ts";
import { watchMemory } from "../observe/memory-watch.ts";
import { openCpuAccount } from "../observe/cpu-account.ts";
import { sampleProcess } from "../observe/processes.ts";
import { readThreads, type ThreadSample } from "../observe/threads.ts";
import { usualPatienceMillis, type Target } from "../process/target.ts";
import { askProbes, pairEdges } from "./probes.ts";

/** What the measured window looked like from outside the generator. */
export type WindowResult = {
  /** Null, both, where the target cannot be observed. */
  readonly workers: readonly WorkerResult[] | null;
  /** Those whose own counts are not of the window. */
  readonly unread: readonly UnreadWorker[];
  readonly processes: readonly ProcessResult[] | null;
  /** Over how long the CPU time of the processes was counted. */
  readonly observedSeconds?: number;
  readonly machine: MachineWindow;
  readonly memory?: readonly MemorySample[];
  readonly throttling: readonly CpuThrottling[];
  readonly generatorThrottling: readonly CpuThrottling[];
};

/** Observes the target, our other processes and the machine from one edge of the measured window to the other. */
export type WindowObserver = {
  /** Told when the warm-up begins: near its end it is looked which processes there are, which costs the machine some time. */
  readonly warmUp: (seconds: number) => void;
  readonly start: () => void;
  readonly end: () => void;
  /** Gives up observing, where the window does not end. */
  readonly cancel: () => void;
  /** Resolves after `end`; rejects when the target breaks while it is observed. */
  readonly result: Promise<WindowResult>;
};

type WindowSettings = {
  readonly measuredSeconds: number;
  /** Whether it is followed how fast the machine is, at two hundredths of a core. */
  readonly followsSpeed: boolean;
};

type Role = ProcessResult["role"];

/** The processes of the target by role, as far as it is observed. What a worker starts itself counts as the worker's. */
function rolesOf(target: Target | null): ReadonlyMap<number, Role> {
  if (target === null) return new Map();
  const known = new Map<number, Role>(target.processes.map(({ pid, role }) => [pid, role]));
  known.set(target.groupId, "supervisor");
  return new Map(target.members().map((pid) => [pid, known.get(pid) ?? "worker"]));
}

function ownCpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** The threads of each process, as the system counts their time. */
type Threads = ReadonlyMap<number, ReadonlyMap<number, ThreadSample>>;

function threadsOf(pids: Iterable<number>): Threads {
  return new Map([...pids].map((pid) => [pid, readThreads(pid)]));
}

/** CPU time of the thread of a probe between two looks; null where the system does not tell. */
function cpuBetween(before: Threads, after: Threads, { pid, systemThreadId }: Probed): number | null {
  if (systemThreadId === null) return null;
  const last = after.get(pid)?.get(systemThreadId);
  return last === undefined ? null : last.cpuMicros - (before.get(pid)?.get(systemThreadId)?.cpuMicros ?? 0);
}

/** Of a core, from which a group of threads is worth a line. */
const notableCores = 0.01;

/** What the threads of a process used beside those that run JavaScript, by their names. */
function besideOf(
  pid: number,
  before: Threads,
  after: Threads,
  probed: readonly Probed[],
  windowMicros: number,
): readonly ThreadGroup[] {
  const own = new Set(probed.filter((one) => one.pid === pid).map(({ systemThreadId }) => systemThreadId));
  if (own.size === 0 || own.has(null)) return [];
  const others = [...(after.get(pid) ?? [])].filter(([id]) => !own.has(id));
  const groups = Map.groupBy(others, ([, { name }]) => name);
  return [...groups].flatMap(([name, threads]) => {
    const used = threads.map(([id, { cpuMicros }]) => cpuMicros - (before.get(pid)?.get(id)?.cpuMicros ?? 0));
    const cpuMicros = Math.round(used.reduce((sum, one) => sum + one, 0));
    return cpuMicros < notableCores * windowMicros ? [] : [{ name, threads: threads.length, cpuMicros }];
  });
}

/** How long a worker may take to answer at the end of a window: beyond that it would not speak for it anyway. */
function patienceSeconds(measuredSeconds: number): number {
  return Math.max(usualPatienceMillis / 1_000, measuredSeconds);
}

/** Windows from which memory is followed over time. */
const soakSeconds = 20;
/** Samples of a window, about, and how often one is taken at most. */
const soakSamples = 150;
const shortestMillis = 250;

/** How often it is looked which processes there are: that reads all of the machine's. */
const lookMillis = 2_000;

/** How long before the window it is looked which processes there are: beyond what the look takes on full cores. */
const lookAheadMillis = 200;

/** Follows the target's memory until it is stopped: resident by the system's account, heap by the workers' own. */
function followMemory(target: Target, measuredSeconds: number) {
  const startedAt = performance.now();
  let pids: readonly number[] = [];
  let lookedAt = -Infinity;
  const samples: MemorySample[] = [];
  let taking: Promise<void> | null = null;
  const take = async (): Promise<void> => {
    const seconds = (performance.now() - startedAt) / 1_000;
    if (performance.now() - lookedAt >= lookMillis) {
      lookedAt = performance.now();
      pids = [...rolesOf(target)].flatMap(([pid, role]) => (role === "supervisor" ? [] : [pid]));
    }
    const rssBytes = pids.reduce((sum, pid) => sum + (sampleProcess(pid)?.rssBytes ?? 0), 0);
    const probes = await target.sample({ resetDelay: false }).catch(() => null);
    // Without a worker that was too busy to answer the sum would be of the others.
    if (probes === null || probes.missing.length > 0) return;
    const heapUsedBytes = probes.samples.reduce((sum, probe) => sum + probe.heapUsedBytes, 0);
    const externalBytes = probes.samples.reduce((sum, probe) => sum + probe.externalBytes, 0);
    samples.push({ seconds, rssBytes, heapUsedBytes, externalBytes });
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
 * Prepares to observe a measured window. What the system counts, CPU time of each thread among it, is read at the very
 * edges, of the processes that there were just before; a busy worker answers its probe after each, and says when it did.
 * Without a target that can be observed only the machine is. `helperPids` are processes of ours beside the target, so that their use of the machine is not taken for foreign.
 */
export function observeWindow(
  target: Target | null,
  helperPids: readonly number[],
  { measuredSeconds, followsSpeed }: WindowSettings,
): WindowObserver {
  const { promise, resolve, reject } = Promise.withResolvers<WindowResult>();
  // Whoever waits for the result sees a rejection; when the load fails first, nobody does.
  promise.catch(() => {});
  let roles = rolesOf(target);
  const idle = new Map([...roles.keys()].map((pid) => [pid, sampleProcess(pid)?.rssBytes ?? 0]));
  let looking: NodeJS.Timeout | undefined;
  const speed = followsSpeed ? watchSpeed() : null;
  const look = (): void => {
    roles = rolesOf(target);
  };

  const open = (): { readonly close: () => Promise<WindowResult>; readonly cancel: () => void } => {
    // At both edges in the same order, ours and the machine's next to each other: our own work between the two would hide
    // that of other programs, or be taken for it.
    const account = openCpuAccount([...roles.keys(), ...helperPids], () => target?.members() ?? []);
    const ownBefore = ownCpuMicros();
    const machine = openMachineWindow();
    speed?.start();
    const openedAt = performance.now();
    const threadsBefore = threadsOf(roles.keys());
    const limits = openThrottling([...roles.keys()]);
    // The generator is started by this process, and stays in its control group.
    const ownLimits = openThrottling([process.pid]);
    const memory = watchMemory([...roles.keys()]);
    const soak = target === null || measuredSeconds < soakSeconds ? null : followMemory(target, measuredSeconds);
    const probesBefore =
      target === null
        ? null
        : askProbes(target, { resetDelay: true, patienceSeconds: measuredSeconds + patienceSeconds(measuredSeconds) });
    probesBefore?.catch(reject);
    const cancel = (): void => {
      memory.stop([]);
      void soak?.stop();
    };
    const close = async (): Promise<WindowResult> => {
      const workMicros = speed?.stop() ?? null;
      const used = account();
      const ownMicros = ownCpuMicros() - ownBefore;
      const ours = [...used.values()].reduce((sum, { cpuMicros }) => sum + cpuMicros, ownMicros);
      const machineWindow = {
        ...machine.close({ cpuMicros: target === null ? null : ours }),
        ...(workMicros === null ? {} : { workMicros }),
      };
      const observedSeconds = (performance.now() - openedAt) / 1_000;
      const threadsAfter = threadsOf(roles.keys());
      const probesAfter =
        target === null
          ? null
          : askProbes(target, { resetDelay: false, patienceSeconds: patienceSeconds(measuredSeconds) });
      probesAfter?.catch(reject);
      const limited = { throttling: limits.close(), generatorThrottling: ownLimits.close() };
      const begun = [...used.keys()].filter((pid) => !roles.has(pid) && !helperPids.includes(pid));
      const peaks = memory.stop(begun);
      const followed = soak === null ? {} : { memory: await soak.stop() };
      if (probesBefore === null || probesAfter === null)
        return { workers: null, unread: [], processes: null, machine: machineWindow, ...limited };
      const [first, last] = await Promise.all([probesBefore, probesAfter]);
      const windowMicros = last.askedAtMicros - first.askedAtMicros;
      // A busy machine may have had it looked at over another length of time.
      const inWindow = (micros: number): number => Math.round((micros * measuredSeconds) / observedSeconds);
      const usedInWindow = <Used extends { readonly cpuMicros: number }>(one: Used): Used =>
        Object.assign({}, one, { cpuMicros: inWindow(one.cpuMicros) });
      const { workers, unread } = pairEdges(first, last, (sample) => cpuBetween(threadsBefore, threadsAfter, sample));
      const ofTarget: readonly (readonly [number, Role])[] = [
        ...roles,
        ...begun.map((pid) => [pid, "worker"] as const),
      ];
      const processes = ofTarget.map(([pid, role]) => {
        const rssIdleBytes = idle.get(pid) ?? 0;
        const beside = besideOf(pid, threadsBefore, threadsAfter, [...last.samples, ...last.missing], windowMicros);
        const { cpuMicros, childrenMicros } = used.get(pid) ?? { cpuMicros: 0, childrenMicros: 0 };
        return Object.assign(
          { pid, role, cpuMicros: inWindow(cpuMicros), rssIdleBytes, rssLoadBytes: peaks.get(pid) ?? rssIdleBytes },
          childrenMicros === 0 ? {} : { childrenCpuMicros: inWindow(childrenMicros) },
          beside.length === 0 ? {} : { beside: beside.map(usedInWindow) },
        );
      });
      return {
        workers: workers.map(usedInWindow),
        unread,
        processes,
        observedSeconds,
        machine: machineWindow,
        ...limited,
        ...followed,
      };
    };
    return { close, cancel };
  };

  let window: ReturnType<typeof open> | null = null;
  return {
    warmUp: (seconds) => {
      looking = setTimeout(look, Math.max(0, seconds * 1_000 - lookAheadMillis));
    },
    start: () => {
      clearTimeout(looking);
      window = open();
    },
    end: () => {
      window?.close().then(resolve, reject);
    },
    cancel: () => {
      clearTimeout(looking);
      speed?.stop();
      window?.cancel();
    },
    result: promise,
  };
}
