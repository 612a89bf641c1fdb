import type { LoadResult } from "./load-result.ts";

/** The response to one kind of request before a target is loaded, by what stays the same while its values change. */
export type ResponseForm = {
  /** Name of the kind of request. */
  readonly request: string;
  readonly status: number;
  /** Without its parameters, in lower case; null where there is none. */
  readonly contentType: string | null;
  readonly body: "empty" | "json" | "text" | "page" | "bytes";
  /** Of a JSON body, what stands where, at most 200 places: `{ "$.items[].id": "number" }`. */
  readonly places?: Readonly<Record<string, string>>;
};

/** What a process or thread does for the target. */
export type Role = "worker" | "primary" | "proxy";

/** What the probe inside one worker (a process or a thread) reported. Deltas cover the measured window. */
export type WorkerResult = {
  readonly pid: number;
  /** 0 for the main thread of a process. */
  readonly threadId: number;
  readonly role: Role;
  /** Time between the two answers of its probe, over which the counts below are; absent in older runs: the window. */
  readonly intervalSeconds?: number;
  /** HTTP requests that it finished meanwhile. */
  readonly requests: number;
  /** Of these, answered with a status of 5xx. Absent when there were none, and in older runs. */
  readonly serverErrors?: number;
  /** Connections that it had within the window: open when it began, or accepted since. Absent in older runs. */
  readonly connections?: number;
  /** HTTP requests that it started and finished in its whole life. */
  readonly lifetimeStarted: number;
  readonly lifetimeFinished: number;
  /** CPU time of its thread within the window: by the system's account, where that tells. */
  readonly cpuMicros: number;
  /** How long the event loop idled until a trivial piece of work in libuv's pool was done, median. Absent in older runs. */
  readonly poolWaitP50Micros?: number;
  readonly rssBytes: number;
  readonly heapUsedBytes: number;
  readonly gcMicros: number;
  readonly gcCount: number;
  /** Event-loop utilisation, 0 to 1. */
  readonly eventLoopUtilization: number;
  readonly eventLoopDelayP50Micros: number;
  readonly eventLoopDelayP99Micros: number;
  readonly eventLoopDelayMaxMicros: number;
};

/** A worker whose own counts are not those of the window. */
export type UnreadWorker = {
  readonly pid: number;
  readonly threadId: number;
  readonly role: Role;
  /** When its probe was asked: as the window began, as it ended, or when all requests had. */
  readonly edge: "start" | "end" | "last";
  /** By which it answered too late to speak for the window; null when it did not answer. */
  readonly lateSeconds: number | null;
};

/** Threads of one name in a process, none of which runs the app's JavaScript. */
export type ThreadGroup = {
  /** As the system has it: `libuv-worker`. */
  readonly name: string;
  readonly threads: number;
  readonly cpuMicros: number;
};

/** One process of the target's group, read from /proc. */
export type ProcessResult = {
  readonly pid: number;
  readonly role: Role | "supervisor";
  /** With that of processes which it started and which ended within the window. */
  readonly cpuMicros: number;
  /** Of these; absent where there were none, and in older runs. */
  readonly childrenCpuMicros?: number;
  /** Before the load; 0 of a process that began since. */
  readonly rssIdleBytes: number;
  /**
   * Largest resident set within the window: sampled, or, of a process that began in it, the system's own figure. Those
   * that both began and ended in it are in none.
   */
  readonly rssLoadBytes: number;
  /** What its other threads used; those below a hundredth of a core are left out. Absent where none is, or not known. */
  readonly beside?: readonly ThreadGroup[];
};

/** What the rest of the machine did during the window. Null where the system does not tell, or it cannot be told apart. */
export type MachineWindow = {
  readonly cores: number;
  /** Of these, what Broadside and all that it starts may use: less by taskset, a cpuset, or a limit of CPU time. */
  readonly allowedCores?: number;
  /** CPU time stolen by the hypervisor, as a share of the window's capacity, 0 to 1. */
  readonly stealShare: number | null;
  /** CPU time used by processes that are not ours, as a share of capacity, 0 to 1. */
  readonly foreignCpuShare: number | null;
  /** Share of the window in which some runnable task waited for a CPU (pressure stall information), 0 to 1. */
  readonly pressureShare: number | null;
  /** CPU time used by everything, as a share of capacity, 0 to 1. */
  readonly busyShare: number | null;
  /** Mean CPU time of a fixed piece of work that was done all along, of a gate: the machine's own speed. */
  readonly workMicros?: number;
};

/** Where the time of a trial went, seconds. */
export type TrialTimes = {
  /** From spawn until every worker listened; of a deployment, what its command took; null where there was none. */
  readonly bootSeconds: number | null;
  /** From listening until the first right answer to a real request. */
  readonly readySeconds: number;
  readonly warmupSeconds: number;
  readonly measuredSeconds: number;
  readonly drainSeconds: number;
  /** From the request to stop until the process group was proved empty. */
  readonly stopSeconds: number;
  readonly totalSeconds: number;
};

/** The target's memory at one time of a long window. */
export type MemorySample = {
  /** From the start of the measured window. */
  readonly seconds: number;
  /** Resident memory of all processes of the target. */
  readonly rssBytes: number;
  /** Heap in use in all of its workers, as far as they answered. */
  readonly heapUsedBytes: number;
  /** What their JavaScript holds outside the heap, such as buffers; absent in older runs. */
  readonly externalBytes?: number;
};

/** Processes of the target in a control group whose CPU time is limited, and what the limit did within the window. */
export type CpuThrottling = {
  /** Those of the target's processes that share the limit. */
  readonly pids: readonly number[];
  /** CPU time that they may use, in cores. */
  readonly limitCores: number;
  /** Periods of the limit, usually of 100 ms, in which they ran. */
  readonly periods: number;
  /** Periods in which they had used up their share and were stopped until the next. */
  readonly throttledPeriods: number;
  /** How long they were stopped, added up over CPUs. */
  readonly throttledMicros: number;
};

export type TrialFailure = {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** Present where the target had been ready, and load was put on it. Absent in older runs too. */
  readonly isUnderLoad?: true;
};

type TrialBase = {
  readonly index: number;
  readonly block: number;
  readonly position: number;
  readonly armId: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
};

export type FailedTrial = TrialBase & {
  readonly status: "failed";
  readonly failure: TrialFailure;
  readonly totalSeconds: number;
};

export type MeasuredTrial = TrialBase & {
  readonly status: "measured";
  /** How the target was spoken to; `http` when absent. */
  readonly scheme?: "http" | "https";
  /** The Node.js that its workers ran on, as they said themselves: `22.18.0`. Absent where that was not observed. */
  readonly nodeVersion?: string;
  /** Threads of libuv's pool in each process of its workers, by its environment when it listened. Absent likewise. */
  readonly poolThreads?: number;
  /** A response to each kind of request, as it was before the load. Absent in older runs. */
  readonly responses?: readonly ResponseForm[];
  readonly times: TrialTimes;
  readonly load: LoadResult;
  /** Null, both, where the target's processes could not be observed: they are not Broadside's, or of another machine. */
  readonly workers: readonly WorkerResult[] | null;
  readonly processes: readonly ProcessResult[] | null;
  /**
   * Over how long CPU time was counted, seconds: the window, but where a busy machine had it looked at late. CPU time is
   * then in proportion. Absent in older runs, and where nothing was observed.
   */
  readonly observedSeconds?: number;
  /** Workers whose own counts are not those of the window; absent when there are none. */
  readonly unread?: readonly UnreadWorker[];
  readonly machine: MachineWindow;
  /** In windows of 20 s and more. */
  readonly memory?: readonly MemorySample[];
  /** Where a control group limits the CPU time of processes of the target. */
  readonly throttling?: readonly CpuThrottling[];
  /** Where one limits that of Broadside itself, and with it the generator's. */
  readonly generatorThrottling?: readonly CpuThrottling[];
  /** Why the target could not be ended, or the deployment not be taken down, once it had been measured. */
  readonly stopFailure?: TrialFailure;
};

export type TrialResult = MeasuredTrial | FailedTrial;
