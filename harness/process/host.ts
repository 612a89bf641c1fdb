import { fork, type ChildProcess } from "node:child_process";
import { extname, join } from "node:path";
import { insideVariables, type ToDeploymentHost, type ToHost } from "../../targets/protocol.ts";
import { inheritedEnvironment } from "../inherited.ts";

/** What a host may take beyond the time of what it does: starting Node.js and loading its modules. */
export const hostAllowanceMillis = 10_000;

/** Starts a host, in a process group of its own. It ends, with what is below it, when its channel closes. */
export function startHost(module: "host" | "deployment-host"): ChildProcess {
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
