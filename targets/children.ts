import { spawn, type ChildProcess } from "node:child_process";
import { pathToFileURL } from "node:url";
import { insideVariables, type Role, type ServerSettings } from "./protocol.ts";
import { siblingScript, type ProcessSpec } from "./strategy.ts";

/** How long what an ended process has printed is waited for: a helper of its own may hold the streams open for ever. */
const outputMillis = 1_000;

/** How much of what the target prints is kept for an error message, in characters. */
const outputKept = 8_000;

type ExitedChild = { readonly pid: number; readonly role: Role; readonly how: string };

/** The processes that the host itself started. */
export type Children = {
  readonly spawn: (spec: ProcessSpec) => void;
  /** The end of what they have printed, both streams together. */
  readonly output: () => string;
  /** Passes on what they print to this process's own error output, what they have printed until now first. */
  readonly showOutput: () => void;
  readonly running: () => number;
  /** Resolves when none is running. */
  readonly allExited: () => Promise<void>;
};

type Surroundings = {
  readonly socketName: string;
  readonly token: string;
  readonly settings: ServerSettings;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string | undefined;
  readonly onExit: (child: ExitedChild) => void;
};

function howItEnded(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `exited with code ${code}` : `was ended by ${signal}`;
}

/** Starts processes with everything preloaded, and keeps the end of their output. */
export function makeChildren(around: Surroundings): Children {
  const preload = pathToFileURL(siblingScript(import.meta.filename, "./inside/preload")).href;
  const running = new Set<ChildProcess>();
  const waiting = new Set<() => void>();
  let output = "";
  let isShown = false;

  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString("utf8")).slice(-outputKept);
    if (isShown) process.stderr.write(chunk);
  };

  const start = (spec: ProcessSpec): void => {
    const child = spawn(process.execPath, ["--import", preload, spec.script, ...spec.args], {
      stdio: ["ignore", "pipe", "pipe"],
      cwd: around.cwd,
      env: {
        NODE_ENV: "production",
        ...process.env,
        ...around.env,
        ...spec.env,
        UV_THREADPOOL_SIZE: String(around.settings.uvThreadpoolSize),
        [insideVariables.socket]: around.socketName,
        [insideVariables.token]: around.token,
        [insideVariables.role]: spec.role,
        ...(spec.threadRole === undefined ? {} : { [insideVariables.threadRole]: spec.threadRole }),
        [insideVariables.port]: String(spec.port),
        ...(spec.sharesPort === true ? { [insideVariables.sharesPort]: "1" } : {}),
        [insideVariables.settings]: JSON.stringify(around.settings),
      },
    });
    running.add(child);
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    let isReported = false;
    const report = (code: number | null, signal: NodeJS.Signals | null): void => {
      if (isReported) return;
      isReported = true;
      around.onExit({ pid: child.pid ?? 0, role: spec.role, how: howItEnded(code, signal) });
    };
    const ended = (): void => {
      running.delete(child);
      if (running.size === 0) for (const resolve of waiting) resolve();
    };
    child.on("exit", (code, signal) => {
      ended();
      setTimeout(() => report(code, signal), outputMillis).unref();
    });
    // By now all that it printed has been read. A process that could not be started comes here only.
    child.on("close", (code, signal) => {
      ended();
      report(code, signal);
    });
    child.on("error", (error) => keep(Buffer.from(`${error.message}\n`)));
  };

  return {
    spawn: start,
    output: () => output,
    showOutput: () => {
      isShown = true;
      process.stderr.write(output);
    },
    running: () => running.size,
    allExited: () =>
      new Promise((resolve) => {
        if (running.size === 0) resolve();
        else waiting.add(resolve);
      }),
  };
}
