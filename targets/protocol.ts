/**
 * What travels between the harness and a target's host (over Node's IPC channel), and between the host and what is
 * preloaded into each of the target's processes and threads (lines of JSON over a local socket).
 */

/** The strategy of one process of the app and nothing else: what the harness itself runs beside an app is run by it. */
export const singleName = "single";

/** How long a process of the target that is asked to end (SIGTERM) may take for it before it is ended, ms. */
export const graceMillis = 1_500;

/** How an HTTP server is spoken to. */
export type Scheme = "http" | "https";

/** What a process does for the target. */
export type Role = "worker" | "primary" | "proxy";

/** The app to run: an ordinary Node.js server script. */
export type AppSpec = {
  /** Absolute path of the entry script. */
  readonly script: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Absolute path of the folder that it is started in; by default the host's own. */
  readonly cwd?: string;
  /** Options of Node.js itself, such as `--enable-source-maps`, for every process and thread that runs the app. */
  readonly nodeArgs?: readonly string[];
  /** Commands that its start script runs before it, and that are not run. */
  readonly skipped?: readonly string[];
  /** The port that the app itself asks for, where it listens on several: the server there is measured. */
  readonly port?: number;
  /** The environment variable by which the app offers to run its CPU work on a pool of that many threads. */
  readonly poolVariable?: string;
};

/** Settings of every HTTP server in the target, the same under every strategy. */
export type ServerSettings = {
  readonly backlog: number;
  readonly keepAliveTimeoutSeconds: number;
  readonly maxRequestsPerSocket: number;
  readonly noDelay: boolean;
};

/** Everything a host needs to boot one target. */
export type TargetSpec = {
  readonly strategy: string;
  readonly options: Readonly<Record<string, string>>;
  readonly workers: number;
  readonly app: AppSpec;
  /** Absolute path of the Node.js that runs the app; by default the host's own. */
  readonly node?: string;
  /** Port on 127.0.0.1 for the target to listen on; 0 lets the system choose. */
  readonly port: number;
  readonly settings: ServerSettings;
  readonly bootTimeoutSeconds: number;
  /**
   * A person calls it: once it is ready, what the app prints is passed on to the host's own error output, and each answer
   * names the worker that gave it.
   */
  readonly isVisited: boolean;
};

/** A process of the target. */
export type TargetProcess = { readonly pid: number; readonly role: Role | "supervisor" };

/** Commands that bring a deployment up and take it down, each as a program and its arguments. */
export type DeploymentCommands = {
  readonly up: readonly string[] | null;
  readonly down: readonly string[] | null;
  /** Where they run; by default the folder of the harness. */
  readonly cwd?: string;
  /** How long each of them may take. */
  readonly timeoutSeconds: number;
};

/** How a command, given as words, failed, as the rest of a sentence that it begins, and the end of what it printed. */
export type CommandFailure = {
  readonly command: readonly string[];
  readonly cause: "not-found" | "late" | "unended" | "other";
  readonly how: string;
  readonly output: string;
};

/** From the harness to the host of a deployment. */
export type ToDeploymentHost =
  { readonly type: "up"; readonly commands: DeploymentCommands } | { readonly type: "down" };

/** From the host of a deployment to the harness. */
export type FromDeploymentHost =
  | { readonly type: "loaded" }
  /** `seconds` is what its command took; null where there is none. */
  | { readonly type: "is-up"; readonly seconds: number | null }
  | { readonly type: "is-down" }
  | { readonly type: "command-failed"; readonly failure: CommandFailure };

/** Cumulative counters of one process or thread, read from inside it. */
export type ProbeSample = {
  readonly pid: number;
  /** 0 for the main thread of a process. */
  readonly threadId: number;
  /** What the system calls the thread, as in /proc/PID/task; null where it does not tell. */
  readonly systemThreadId: number | null;
  readonly role: Role;
  /** Whether it may answer requests: a thread of the app's own pool does not. */
  readonly serves: boolean;
  /** When it was taken, µs on the machine's monotonic clock, which all its processes share. */
  readonly atMicros: number;
  readonly requestsStarted: number;
  readonly requestsFinished: number;
  /** Of these, answered with a status of 5xx. */
  readonly serverErrors: number;
  /** Connections that are open to its servers, and all that it ever accepted. */
  readonly connectionsOpen: number;
  readonly connectionsAccepted: number;
  /** CPU time of the thread that runs the JavaScript. */
  readonly cpuMicros: number;
  /** Median time for which the event loop idled until a trivial piece of work in libuv's pool was done, since the last reset. */
  readonly poolWaitP50Micros: number;
  /** Resident set of the whole process; its largest until then where it has no file descriptor left to read it by. */
  readonly rssBytes: number;
  readonly heapUsedBytes: number;
  /** What its JavaScript holds outside its heap: buffers, strings of native code. */
  readonly externalBytes: number;
  readonly gcMicros: number;
  readonly gcCount: number;
  readonly loopActiveMillis: number;
  readonly loopIdleMillis: number;
  /** Event-loop delay since the last reset. */
  readonly delayP50Micros: number;
  readonly delayP99Micros: number;
  readonly delayMaxMicros: number;
};

/** A process or thread that was asked for a sample. */
export type Probed = Pick<ProbeSample, "pid" | "threadId" | "systemThreadId" | "role" | "serves">;

/** What an app did before it listened, as the rest of a sentence: it … */
export type Doing = { readonly kind: "connection" | "program"; readonly text: string };

/** A process of Node.js that an app started for itself, and that listens in its place. */
export type ListeningChild = {
  readonly port: number;
  /** Of Node.js, before the script. */
  readonly options: readonly string[];
  /** Absolute. */
  readonly script: string;
  readonly args: readonly string[];
};

/** Why a target could not boot, or stopped being whole. */
export type TargetProblem =
  | {
      readonly kind: "exited";
      readonly role: Role;
      /** Whose end it was: a cluster's primary ends as the first of its workers did, or by itself. */
      readonly of: "app" | "helper";
      readonly how: string;
      readonly output: string;
      /** How long the target had listened by then; null where it never did, or not with all its workers. */
      readonly listenedSeconds: number | null;
      /** Workers that had listened where this one was to be one more. */
      readonly siblings?: number;
    }
  /** Killed by the system: in a container that may use only so much memory, or, with null, for want of the machine's own. */
  | { readonly kind: "out-of-memory"; readonly memoryBytes: number | null }
  /** Who would not start a process or a thread of it, in its own words. */
  | { readonly kind: "not-started"; readonly by: "system" | "engine"; readonly reason: string }
  /** No Docker Engine answered, and what to do about that, as the rest of a sentence. */
  | { readonly kind: "not-started"; readonly by: "no-engine"; readonly reason: string; readonly advice: string }
  | {
      readonly kind: "never-listened";
      readonly waitedSeconds: number;
      readonly output: string;
      /** How many of its workers did, of how many. */
      readonly listened: number;
      readonly workers: number;
      /** Where it did listen, and was not to be measured. */
      readonly elsewhere: readonly string[];
      /** What it did meanwhile. */
      readonly doings: readonly Doing[];
    }
  /** A process that the app started listens in its place. */
  | { readonly kind: "child-listens"; readonly child: ListeningChild }
  | { readonly kind: "listened-twice"; readonly first: string; readonly second: string }
  | { readonly kind: "clusters-itself" }
  | { readonly kind: "speaks-http2"; readonly scheme: Scheme }
  | { readonly kind: "listen-failed"; readonly code: string; readonly address: string }
  /** What the strategy needs and is not there, with how to get it. */
  | { readonly kind: "lacks"; readonly what: string }
  | { readonly kind: "host-failed"; readonly message: string };

/** From the harness to the host. */
export type ToHost =
  /** `token` is a secret: it marks all that is started for this target, and what lacks it is not taken for a part of it. */
  | { readonly type: "boot"; readonly spec: TargetSpec; readonly token: string }
  /**
   * Ask every probe for a sample, and wait `patienceMillis` for it; `resetDelay` starts a new event-loop delay histogram.
   */
  | { readonly type: "sample"; readonly id: number; readonly resetDelay: boolean; readonly patienceMillis: number }
  /** Tell what the target has printed. */
  | { readonly type: "output"; readonly id: number }
  | { readonly type: "stop" };

/** From the host to the harness. */
export type FromHost =
  | { readonly type: "loaded" }
  | {
      readonly type: "ready";
      readonly scheme: Scheme;
      readonly port: number;
      /** Where one of its workers answers; null where none is connected any more. */
      readonly worker: { readonly scheme: Scheme; readonly port: number } | null;
      readonly bootSeconds: number;
      /** The Node.js that its workers run on; null where none of them is connected any more. */
      readonly nodeVersion: string | null;
      /** What they have for the number of threads of libuv's pool; null likewise. */
      readonly poolThreads: number | null;
      readonly processes: readonly TargetProcess[];
    }
  | { readonly type: "problem"; readonly problem: TargetProblem }
  | {
      readonly type: "samples";
      readonly id: number;
      readonly samples: readonly ProbeSample[];
      /** Those that did not answer in time. */
      readonly missing: readonly Probed[];
    }
  /** The beginning and the end of what it has printed. */
  | { readonly type: "output"; readonly id: number; readonly text: string };

/** From what is preloaded to the host. */
export type FromInside =
  | (Probed & {
      readonly type: "hello";
      readonly token: string;
      /** As it says itself: `22.18.0`. */
      readonly nodeVersion: string;
    })
  /** `programs` are the processes of a foreign program that listens in the sender's place. */
  | {
      readonly type: "listening";
      readonly scheme: Scheme;
      readonly port: number;
      /** Threads of libuv's pool, by the environment of the process as it then is; absent where a foreign program listens. */
      readonly poolThreads?: number;
      /** The most that it takes of a request's line and headers, in bytes; absent where it does not speak HTTP/1.1. */
      readonly maxHeadBytes?: number;
      readonly programs?: readonly number[];
    }
  /** A server listens that is not to be measured; `wanted` is what it asked for. */
  | { readonly type: "listening-aside"; readonly wanted: string }
  /** Until it listens. A later one about the same subject takes the place of an earlier one. */
  | ({ readonly type: "before-listening"; readonly subject: string } & Doing)
  | { readonly type: "problem"; readonly problem: TargetProblem }
  /** From the primary of a cluster, which will end as this worker of it did. */
  | { readonly type: "worker-ended"; readonly pid: number | null }
  | { readonly type: "sample"; readonly id: number; readonly sample: ProbeSample };

/** From the host to what is preloaded. */
export type ToInside = { readonly type: "sample"; readonly id: number; readonly resetDelay: boolean };

/** Names of the environment variables by which the host configures what is preloaded. */
export const insideVariables = {
  socket: "BROADSIDE_SOCKET",
  token: "BROADSIDE_TOKEN",
  role: "BROADSIDE_ROLE",
  threadRole: "BROADSIDE_THREAD_ROLE",
  port: "BROADSIDE_PORT",
  sharesPort: "BROADSIDE_SHARES_PORT",
  appPort: "BROADSIDE_APP_PORT",
  settings: "BROADSIDE_SETTINGS",
  /** Each answer names its worker; the value says where its pid is to be looked for, and is empty for this machine. */
  namesWorker: "BROADSIDE_NAMES_WORKER",
  /** The `NODE_OPTIONS` that a process is to have and not to be started with. */
  nodeOptions: "BROADSIDE_NODE_OPTIONS",
} as const;

function messageGuard<T extends { readonly type: string }>(
  types: readonly T["type"][],
): (value: unknown) => value is T {
  const known = new Set<unknown>(types);
  return (value): value is T => typeof value === "object" && value !== null && "type" in value && known.has(value.type);
}

export const isToHost = messageGuard<ToHost>(["boot", "sample", "output", "stop"]);
export const isFromHost = messageGuard<FromHost>(["loaded", "ready", "problem", "samples", "output"]);
export const isToDeploymentHost = messageGuard<ToDeploymentHost>(["up", "down"]);
export const isFromDeploymentHost = messageGuard<FromDeploymentHost>(["loaded", "is-up", "is-down", "command-failed"]);
export const isToInside = messageGuard<ToInside>(["sample"]);
export const isFromInside = messageGuard<FromInside>([
  "hello",
  "listening",
  "listening-aside",
  "before-listening",
  "problem",
  "worker-ended",
  "sample",
]);

/** What is done with the lines of a stream. */
type LineHandling = {
  readonly receive: (value: unknown) => void;
  /** Called once, for a line that is not JSON or longer than `longest`. Nothing is read after it. */
  readonly refuse: () => void;
  /** In characters, of the line that is being read. */
  readonly longest: () => number;
};

function parsed(line: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(line) };
  } catch {
    return null;
  }
}

/**
 * Takes a stream of text chunks apart into lines of JSON. Whoever can reach the socket can write to it, so it never
 * throws, and never keeps more than one line.
 */
export function lineReader({ receive, refuse, longest }: LineHandling): (chunk: string) => void {
  let pending = "";
  let isOver = false;
  const end = (): void => {
    isOver = true;
    pending = "";
    refuse();
  };
  return (chunk) => {
    if (isOver) return;
    pending += chunk;
    for (let length = pending.indexOf("\n"); length >= 0; length = pending.indexOf("\n")) {
      const line = length > longest() ? null : parsed(pending.slice(0, length));
      if (line === null) {
        end();
        return;
      }
      pending = pending.slice(length + 1);
      receive(line.value);
    }
    if (pending.length > longest()) end();
  };
}
