import { startProcess, type Ending, type Watch } from "./child.ts";
import { startContainer, type Container } from "./docker/container.ts";
import { defaultEnv } from "./default-env.ts";
import { keepOutput } from "./kept-output.ts";
import { requireFirst, withOwnInspector } from "./node-options.ts";
import { insideVariables, type AppSpec, type ServerSettings } from "./protocol.ts";
import { siblingScript, type ProcessSpec } from "./strategy.ts";

/** The processes that the host itself started. */
export type Children = {
  readonly spawn: (spec: ProcessSpec) => void;
  /** The beginning and the end of what those that run the app have printed, or what the proxy in front of them has. */
  readonly output: (of?: "app" | "proxy") => string;
  /** Passes on what they print to this process's own error output, what they have printed until now first. */
  readonly showOutput: () => void;
  readonly running: () => number;
  /** Of those that were started outside of containers, and may have ended. */
  readonly pids: () => readonly number[];
  /** Whether any of them is in a container, where processes are numbered otherwise. */
  readonly areInContainers: () => boolean;
  /** Resolves when none is running. */
  readonly allExited: () => Promise<void>;
  /** Asks those that are in containers to end: signals to the process group do not reach them. */
  readonly terminateContainers: () => void;
  /** Ends the containers; resolves when none is left. */
  readonly removeContainers: () => Promise<void>;
};

type Surroundings = {
  readonly socketName: string;
  readonly token: string;
  readonly settings: ServerSettings;
  readonly app: AppSpec;
  /** The Node.js of the app\'s processes, a cluster\'s primary among them. A proxy of ours runs on the host\'s own. */
  readonly node: string;
  /** Each answer is to name its worker. */
  readonly isVisited: boolean;
  readonly onExit: (spec: ProcessSpec, ending: Ending) => void;
};

/** Starts processes with everything preloaded, and keeps the two ends of their output. */
export function makeChildren(around: Surroundings): Children {
  const first = siblingScript(import.meta.filename, "./inside/first");
  const running = new Set<ProcessSpec>();
  const containers = new Set<Container>();
  const waiting = new Set<() => void>();
  const pids: number[] = [];
  // What a proxy says of workers that are gone is not the app's to have said.
  const printed = { app: keepOutput(), proxy: keepOutput() };
  let isShown = false;

  const watch = (spec: ProcessSpec): Watch => {
    let isReported = false;
    return {
      onOutput: (chunk) => {
        printed[spec.role === "proxy" ? "proxy" : "app"].add(chunk);
        if (isShown) process.stderr.write(chunk);
      },
      onEnd: () => {
        running.delete(spec);
        if (running.size === 0) for (const resolve of waiting) resolve();
      },
      onEnding: (ending) => {
        if (!isReported) around.onExit(spec, ending);
        isReported = true;
      },
    };
  };

  const start = (spec: ProcessSpec): void => {
    const { cwd = process.cwd(), env, nodeArgs = [], port: appPort } = around.app;
    const runsApp = spec.role !== "proxy";
    const { NODE_OPTIONS: nodeOptions = "" } = { ...process.env, ...env, ...spec.env };
    const hasOptions = runsApp && nodeOptions !== "";
    const command = {
      node: runsApp ? around.node : process.execPath,
      script: spec.script,
      args: ["--require", first, ...(runsApp ? withOwnInspector(nodeArgs) : []), spec.script, ...spec.args],
      cwd,
      env: {
        ...(runsApp ? defaultEnv(nodeArgs, cwd) : { NODE_ENV: "production" }),
        ...process.env,
        // Not that of Broadside's own shell, and no default: whatever is set here wins over the app's own env file.
        UV_THREADPOOL_SIZE: undefined,
        ...env,
        ...spec.env,
        // What they name would be loaded ahead of what the command line does.
        NODE_OPTIONS: hasOptions ? requireFirst(first, nodeOptions) : undefined,
        [insideVariables.nodeOptions]: hasOptions ? nodeOptions : undefined,
        [insideVariables.socket]: around.socketName,
        [insideVariables.token]: around.token,
        [insideVariables.role]: spec.role,
        ...(spec.threadRole === undefined ? {} : { [insideVariables.threadRole]: spec.threadRole }),
        [insideVariables.port]: String(spec.port),
        ...(spec.sharesPort === true ? { [insideVariables.sharesPort]: "1" } : {}),
        ...(runsApp && appPort !== undefined ? { [insideVariables.appPort]: String(appPort) } : {}),
        [insideVariables.settings]: JSON.stringify(around.settings),
        ...(runsApp && around.isVisited
          ? { [insideVariables.namesWorker]: spec.container === undefined ? "" : `container ${containers.size + 1}, ` }
          : {}),
      },
    };
    running.add(spec);
    if (spec.container !== undefined) {
      containers.add(startContainer(spec.container, command, watch(spec)));
      return;
    }
    const pid = startProcess(command, watch(spec));
    if (pid !== undefined) pids.push(pid);
  };

  return {
    spawn: start,
    output: (of = "app") => printed[of].text(),
    showOutput: () => {
      isShown = true;
      process.stderr.write(printed.app.text() + printed.proxy.text());
    },
    running: () => running.size,
    pids: () => pids,
    areInContainers: () => containers.size > 0,
    allExited: () =>
      new Promise((resolve) => {
        if (running.size === 0) resolve();
        else waiting.add(resolve);
      }),
    terminateContainers: () => {
      for (const container of containers) container.terminate();
    },
    removeContainers: async () => {
      await Promise.all([...containers].map((container) => container.remove()));
    },
  };
}
