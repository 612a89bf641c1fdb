import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { extname, join } from "node:path";
import { insideVariables, type ToDeploymentHost, type ToHost } from "../../targets/protocol.ts";
import { BroadsideError, messageOf } from "../errors.ts";
import { inheritedEnvironment } from "../inherited.ts";
import { endedFromOutside, moreProcesses } from "../system-hints.ts";
import { hintForStart } from "./not-started.ts";

/** What a host may take beyond the time of what it does: starting Node.js and loading its modules. */
export const hostAllowanceMillis = 10_000;

/** A process that has been started, whose id is also that of its group. */
export type Host = { readonly host: ChildProcess; readonly pid: number };

/**
 * Starts a host, in a process group of its own. It ends, with what is below it, when its channel closes. Rejects with
 * `target-died`, in the system's words, where it is not started: what the system refuses is thrown or emitted, by its code.
 */
export async function startHost(module: "host" | "deployment-host"): Promise<Host> {
  try {
    const host = forkHost(module);
    if (host.pid === undefined) throw (await once(host, "error"))[0];
    // That it could not be killed, say, which must not end the harness.
    host.on("error", () => {});
    return { host, pid: host.pid };
  } catch (error) {
    const reason = messageOf(error);
    throw new BroadsideError(
      "target-died",
      `the system did not start the process that starts the others: ${reason}`,
      hintForStart(reason),
      { cause: error },
    );
  }
}

/** The end of a host that nobody asked for. What it printed of an error of its own, the terminal has. */
export function hostDied(who: string, code: number | null, signal: NodeJS.Signals | null): BroadsideError {
  const how = signal === null ? `exited with code ${code}` : `was ended by ${signal}`;
  return new BroadsideError("target-died", `${who} ${how} unexpectedly`, hintForDeath(signal));
}

function hintForDeath(signal: NodeJS.Signals | null): string {
  if (signal === null) return "This is a failure of Broadside: run again, and report it if it persists.";
  return signal === "SIGKILL" || signal === "SIGTERM"
    ? endedFromOutside
    : `Node.js itself failed, for the reason it printed. If that was a thread (uv_thread_create): ${moreProcesses}`;
}

function forkHost(module: "host" | "deployment-host"): ChildProcess {
  const script = join(import.meta.dirname, `../../targets/${module}${extname(import.meta.filename)}`);
  // What they preload is for the app: a server that listens at a fixed port, say.
  const { NODE_OPTIONS: nodeOptions, ...env } = inheritedEnvironment();
  return fork(script, [], {
    detached: true,
    execArgv: [],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: { ...env, ...(nodeOptions === undefined ? {} : { [insideVariables.nodeOptions]: nodeOptions }) },
  });
}

export function tell(host: ChildProcess, message: ToHost | ToDeploymentHost): void {
  // What cannot be sent to a host that is ending, its exit tells.
  if (host.connected) host.send(message, () => {});
}

export function hasEnded(host: ChildProcess): boolean {
  return host.exitCode !== null || host.signalCode !== null;
}
