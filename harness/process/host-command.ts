import { isFromDeploymentHost, type CommandFailure } from "../../targets/protocol.ts";
import { hostDied, startHost, tell } from "./host.ts";

/** A command as words, and where it runs. */
export type HostCommand = {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly timeoutSeconds: number;
};

/**
 * Runs a command below a host, which ends it, with its process group, when this process ends, however that comes.
 * Resolves to how it failed, or to null. Rejects with the signal's reason once all has ended.
 */
export async function runInHost(what: HostCommand, signal: AbortSignal): Promise<CommandFailure | null> {
  signal.throwIfAborted();
  const { host } = await startHost("deployment-host");
  const { promise, resolve, reject } = Promise.withResolvers<CommandFailure | null>();
  host.on("message", (message) => {
    if (!isFromDeploymentHost(message)) return;
    if (message.type === "is-up") resolve(null);
    else if (message.type === "command-failed") resolve(message.failure);
    else if (message.type === "loaded") {
      const { command: up, cwd, timeoutSeconds } = what;
      tell(host, { type: "up", commands: { up, down: null, cwd, timeoutSeconds } });
    }
  });
  const gone = new Promise<void>((resolveGone) => {
    host.once("exit", (code, ending) => resolveGone(reject(hostDied("the process that runs commands", code, ending))));
  });
  const abort = (): void => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await promise;
  } finally {
    signal.removeEventListener("abort", abort);
    if (host.connected) host.disconnect();
    await gone;
  }
}
