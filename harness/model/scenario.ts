/** What a right answer looks like. A response that differs is counted as failed, never as fast. */
export type Expectation = {
  /** The exact status; when absent, any 2xx. */
  readonly status?: number;
  /** Text that the body must contain. */
  readonly includes?: string;
};

/** One kind of request in the mix. */
export type RequestKind = {
  readonly name: string;
  /** Share of the mix, relative to the other kinds' weights. */
  readonly weight: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** `base64` for a body that is no text. Absent: UTF-8. */
  readonly bodyEncoding?: "base64";
  readonly expect: Expectation;
};

/** An ordinary Node.js server script. It never knows that it is being scaled or measured. */
export type App = {
  /** Absolute path of the entry script. */
  readonly script: string;
  /** The script from the top of its repository, by which copies of one app are known. Absent outside of one, and of older runs. */
  readonly path?: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Absolute path of the folder that it is started in; by default that of the harness. */
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

/** A process that the app calls, started before the target and given to the app by an environment variable. */
export type Dependency = {
  readonly name: string;
  /** Absolute path of its entry script, a server. */
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  /** The app's environment variable that receives its base URL. */
  readonly urlVariable: string;
};

/** `keep-alive` reuses connections; `per-request` opens a new one for every request, which the server closes. */
export type ConnectionMode = "keep-alive" | "per-request";

/** The same app at another amount or kind of work: a row of a map. */
export type Variation = {
  /** Short and unique in its scenario: `5ms`. */
  readonly name: string;
  readonly title: string;
  readonly dependencies: readonly Dependency[];
  readonly requests: readonly RequestKind[];
};

/** A deployment that runs apart from Broadside: it answers at a URL, and commands may bring it up and down. */
export type Deployment = {
  /** Base URL, to whose path those of the requests are added. */
  readonly url: string;
  /** It is not of this machine, which was allowed when the plan was made. */
  readonly isRemote: boolean;
  /** Commands, each as a program and its arguments. */
  readonly up?: readonly string[];
  readonly down?: readonly string[];
  readonly reload?: readonly string[];
  /** How long each of the commands may take. */
  readonly commandTimeoutSeconds: number;
};

/** Versions of Node.js, or programs, as a user names them. */
export type NamedNodes = {
  readonly names: readonly string[];
  /** The folder from which they are looked for. */
  readonly folder: string;
  /** What names them, in a sentence: `--node`. */
  readonly said: string;
};

/** Limits of each container, and the image that it runs: as on the command line. */
export type ContainerSettings = {
  readonly cpus?: string | undefined;
  readonly memory?: string | undefined;
  readonly image?: string | undefined;
};

/** What is measured: an app, its requests, a load, the strategies and worker counts to compare. */
export type Scenario = {
  readonly name: string;
  readonly title: string;
  /** One or two sentences: what this exercises and what a reader can learn from it. */
  readonly description: string;
  /** What its app is started by where that was read from package.json, and what of the start script is not done. */
  readonly started?: string;
  /** What the work waits for, in a word or two: "CPU", "network I/O", … */
  readonly bound: string;
  readonly app: App;
  readonly dependencies: readonly Dependency[];
  readonly requests: readonly RequestKind[];
  readonly connectionMode: ConnectionMode;
  /** Connections when the user sets none. */
  readonly connections: number;
  /** Its load is an open one at this share of what the baseline answers in a closed loop; absent: the closed loop. */
  readonly openShare?: number;
  /** The kind of request on whose p99 arms are compared under an open load; absent: on that of all. */
  readonly victim?: string;
  readonly timeoutSeconds: number;
  readonly warmupSeconds: number;
  readonly measuredSeconds: number;
  /** Whether the user says how long that is, be it as long as by default. */
  readonly isDurationSaid?: true;
  readonly blocks: number;
  /** Strategies compared by default; the first is the baseline. */
  readonly strategies: readonly string[];
  /** Worker counts when the user sets none; what the machine can run at once when absent. */
  readonly workers?: readonly number[];
  /** What runs the app when the user names no versions of Node.js; absent: what runs Broadside. */
  readonly nodes?: NamedNodes;
  /** Of containers, when the user sets none. */
  readonly containers?: ContainerSettings;
  /** The load of a run when the user sets none, as on the command line: `open:200`. Absent: closed. */
  readonly load?: string;
  /** What a capacity search holds when the user says nothing: `p99<100ms`. */
  readonly objectives?: readonly string[];
  /** What else a map asks of the app; by default the requests alone. */
  readonly variations?: readonly Variation[];
};

/** What a run is about: a scenario, which has no app where only deployments are measured. */
export type Subject = Omit<Scenario, "app"> & { readonly app: App | null };
