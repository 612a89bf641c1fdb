import { dirname, extname, join } from "node:path";
import type { Facts } from "./facts.ts";
import type { AppSpec, Role, Scheme, ServerSettings } from "./protocol.ts";

/** A choice that a strategy offers, such as its balancer. */
export type StrategyOption = {
  readonly describe: string;
  /** Allowed values; the first is the default. */
  readonly values: readonly [string, ...string[]];
  /** Further ones that are followed by `=` and a name: `hash-cookie` for `hash-cookie=session`. */
  readonly namedValues?: readonly string[];
  /** What else may follow `=`, and an example of it: `{ cpus: { pattern: /^\d+$/, example: "2" } }` for `cpus=4`. */
  readonly givenValues?: Readonly<Record<string, { readonly pattern: RegExp; readonly example: string }>>;
};

/** Whether an option may have the value. */
export function isAllowed({ values, namedValues = [], givenValues = {} }: StrategyOption, value: string): boolean {
  const [kind = "", name = "", ...more] = value.split("=");
  const pattern = namedValues.includes(kind) ? /^[\w-]+$/ : givenValues[kind]?.pattern;
  return values.includes(value) || (more.length === 0 && (pattern?.test(name) ?? false));
}

/** What an option may be, for a person. */
export function choicesOf({ values, namedValues = [], givenValues = {} }: StrategyOption): readonly string[] {
  const examples = Object.entries(givenValues).map(([kind, { example }]) => `${kind}=${example}`);
  return [...values, ...namedValues.map((kind) => `${kind}=NAME`), ...examples];
}

/** A container to start a process in. */
export type ContainerSpec = {
  /** The image, as the user names it, with a Node.js of its own; null for none but this machine's files. */
  readonly image: string | null;
  /** CPUs that it may use, 0.5 for half of one; null for no limit. */
  readonly cpus: number | null;
  /** Memory that it may use; null for no limit. */
  readonly memoryBytes: number | null;
};

/** What a strategy asks the host to start: one process of the target, in the target's own process group. */
export type ProcessSpec = {
  readonly role: Role;
  /** What its threads do for the target, where they are the strategy's; otherwise they are the app's own affair. */
  readonly threadRole?: Role;
  readonly script: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Port its first server is made to listen on; 0 lets the system choose. */
  readonly port: number;
  /** Other processes and threads of the target listen on that port as well (SO_REUSEPORT). */
  readonly sharesPort?: boolean;
  /** Start it in a container, which has a process group of its own. */
  readonly container?: ContainerSpec;
};

/** A process or thread of the target that listens. */
export type Listener = {
  readonly pid: number;
  readonly port: number;
  readonly scheme: Scheme;
  /** The most that it takes of a request's line and headers; 0 where that is not known. */
  readonly maxHeadBytes: number;
};

/** What a strategy may do while it boots. */
export type BootContext = {
  readonly app: AppSpec;
  readonly workers: number;
  readonly options: Readonly<Record<string, string>>;
  /** The port on which the target as a whole must answer; 0 lets the system choose. */
  readonly port: number;
  readonly settings: ServerSettings;
  readonly spawn: (spec: ProcessSpec) => void;
  /**
   * Resolves to a port that was free just now: the one asked for or, for 0, one of the system's choice. One that is
   * taken is reported as a problem.
   */
  readonly claimPort: (port: number) => Promise<number>;
  /** Resolves when `count` processes of the role listen; rejects with a `TargetFailure` when that cannot happen. */
  readonly listening: (role: Role, count: number) => Promise<readonly Listener[]>;
  /** A folder for the target's files, which goes when the target does. */
  readonly folder: () => string;
};

/** What is said of a strategy. */
export type StrategyInfo = {
  readonly name: string;
  /** How people call it. */
  readonly title: string;
  /** One line for a list. */
  readonly summary: string;
  readonly options: Readonly<Record<string, StrategyOption>>;
  /** Its workers listen on one port (SO_REUSEPORT), each with a queue of connections of its own. */
  readonly sharesPort?: true;
  /** Its workers are those of a `node:cluster`, which lets them fork none of their own. */
  readonly isCluster?: true;
  /** It runs the app in threads, where not every app runs: only a try shows that. */
  readonly runsInThreads?: true;
  /** The number of workers is fixed at this, whatever is asked; null where it is not known. */
  readonly fixedWorkers?: number | null;
  /** Processes that it adds to the workers' own, in words; and those of each role for so many workers. */
  readonly extraProcesses: string;
  readonly processes: (workers: number, options: Readonly<Record<string, string>>) => Readonly<Record<Role, number>>;
  /** It keeps connections as long as asked without saying so in each response, as HTTP/1.1 lets it. */
  readonly keepsAliveSilently?: true;
  /** Whether each worker is a process of this machine that runs the whole app. */
  readonly runsAppInProcesses?: true;
  /** What it needs beyond Node.js and an app that listens. */
  readonly needs: string;
  /** What explains its figures, with these options. */
  readonly facts: (options: Readonly<Record<string, string>>) => Facts;
  /**
   * What it lacks, with how to get it, as a sentence; null when it lacks nothing. What may be installed for the app
   * alone is looked for from the app's folder upwards.
   */
  readonly missing?: (appFolder: string) => string | null;
};

/** Where and how a strategy is to run. */
type Circumstances = { readonly appFolder: string; readonly options: Readonly<Record<string, string>> };

/** A way to run one unchanged app on N workers. */
export type Strategy = StrategyInfo & {
  readonly fixedWorkers?: number;
  /** The programs that it rests on beside Node.js, with their versions: `nginx 1.22.1`; null where they cannot be asked. */
  readonly software?: (circumstances: Circumstances) => string | null;
  /** Null when the strategy can run the app with these options; otherwise the reason, as a sentence. */
  readonly notApplicable: (app: AppSpec, options: Readonly<Record<string, string>>) => string | null;
  /** Starts everything and resolves to the port on which the target answers. */
  readonly boot: (context: BootContext) => Promise<number>;
};

/** The value of an option: what was asked for, or the default. */
export function optionValue(strategy: Strategy, options: Readonly<Record<string, string>>, name: string): string {
  const option = strategy.options[name];
  if (option === undefined) throw new RangeError(`${strategy.name} has no option "${name}"`);
  return options[name] ?? option.values[0];
}

/** The one listener of a list that must hold at least one. */
export function firstListener(listeners: readonly Listener[]): Listener {
  const [first] = listeners;
  if (first === undefined) throw new RangeError("nothing listens");
  return first;
}

/** The path of a sibling module, with the extension that the caller itself has (`.ts` in the source, `.js` when built). */
export function siblingScript(callerFilename: string, relative: string): string {
  return join(dirname(callerFilename), relative + extname(callerFilename));
}
