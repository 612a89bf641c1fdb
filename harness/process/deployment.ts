import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  isFromDeploymentHost,
  type CommandFailure,
  type DeploymentCommands,
  type FromDeploymentHost,
} from "../../targets/protocol.ts";
import { afterEnding, BroadsideError } from "../errors.ts";
import type { Deployment } from "../model/index.ts";
import { shownCommand } from "../secrets.ts";
import { hasEnded, hostAllowanceMillis, hostDied, startHost, tell } from "./host.ts";
import { appWords, inLines } from "./app-words.ts";
import type { Endpoint } from "./target.ts";

const hints: Readonly<Record<CommandFailure["cause"], string>> = {
  "not-found": `Commands run without a shell: name a program, or pass the command to a shell: "bash -c '…'".`,
  late: "Run it by hand to see more; --external-timeout allows more time.",
  unended: "End it by hand.",
  other: "Run it by hand to see more.",
};

/** What its own command does not take down is left: nothing else is known of it. */
function failed({ command, cause, how, output }: CommandFailure, isTakingDown: boolean): BroadsideError {
  const left = isTakingDown ? ", and the deployment may still be up" : "";
  const printed = output.trim() === "" ? "" : `, after printing:${inLines(appWords(output))}`;
  return new BroadsideError(
    "external-failed",
    `"${shownCommand(command)}" ${how}${left}${printed}`,
    `${hints[cause]}${isTakingDown ? " Take the deployment down by hand." : ""}`,
  );
}

const runner = "the process that runs the deployment's commands";

function died(code: number | null, signal: NodeJS.Signals | null): BroadsideError {
  const { code: kind, message, hint } = hostDied(runner, code, signal);
  return new BroadsideError(kind, message, `Take the deployment down by hand. ${hint}`);
}

const late = new BroadsideError(
  "target-stuck",
  `${runner} did not respond in time`,
  "Take the deployment down by hand; the machine may be overloaded: try again when it is quieter.",
);

/** The first message of the type; what the host fails with, its end, and a time limit are thrown. */
function told<Type extends FromDeploymentHost["type"]>(
  host: ChildProcess,
  type: Type,
  limitSeconds: number,
): Promise<FromDeploymentHost & { type: Type }> {
  const { promise, resolve, reject } = Promise.withResolvers<FromDeploymentHost & { type: Type }>();
  const isWanted = (message: FromDeploymentHost): message is FromDeploymentHost & { type: Type } =>
    message.type === type;
  const listen = (message: unknown): void => {
    if (!isFromDeploymentHost(message)) return;
    if (message.type === "command-failed") reject(failed(message.failure, type === "is-down"));
    else if (isWanted(message)) resolve(message);
  };
  const exit = (code: number | null, signal: NodeJS.Signals | null): void => reject(died(code, signal));
  const timer = setTimeout(() => reject(late), limitSeconds * 1_000 + hostAllowanceMillis);
  host.on("message", listen);
  host.once("exit", exit);
  return promise.finally(() => {
    clearTimeout(timer);
    host.off("message", listen);
    host.off("exit", exit);
  });
}

/** Takes the deployment down, and waits until its host has ended; resolves to the seconds that took. */
async function takeDown(host: ChildProcess, { commandTimeoutSeconds }: Deployment): Promise<number> {
  const startedAt = performance.now();
  if (hasEnded(host)) return 0;
  // A command that is still bringing it up is ended at once.
  const down = told(host, "is-down", commandTimeoutSeconds);
  tell(host, { type: "down" });
  try {
    await down;
  } finally {
    const ended = hasEnded(host) ? null : once(host, "exit");
    if (host.connected) host.disconnect();
    await ended;
  }
  return (performance.now() - startedAt) / 1_000;
}

/** What brings it up afresh for a trial. */
function commandsOf({ up, down, reload, commandTimeoutSeconds }: Deployment): DeploymentCommands {
  return { up: up ?? reload ?? null, down: down ?? null, timeoutSeconds: commandTimeoutSeconds };
}

/**
 * Brings a deployment up by its command, or by the one that makes it begin afresh; without one it is taken as it is. What
 * its commands start is its own: nothing of it is watched, or ended but by its own command.
 * Rejects with `external-failed`, and the end of what the command printed, when that fails; it has been taken down then.
 */
export async function bringUp(deployment: Deployment, patienceSeconds: number, signal: AbortSignal): Promise<Endpoint> {
  signal.throwIfAborted();
  const { url, isRemote, commandTimeoutSeconds } = deployment;
  const commands = commandsOf(deployment);
  const scheme = new URL(url).protocol === "https:" ? "https" : "http";
  const endpoint = { url, scheme, isRemoteAllowed: isRemote, patienceSeconds } as const;
  if (commands.up === null && commands.down === null) {
    const { signal: whole } = new AbortController();
    return { ...endpoint, bootSeconds: null, broken: whole, stop: () => Promise.resolve(0) };
  }
  const { host } = await startHost("deployment-host");
  const breaking = new AbortController();
  host.once("exit", (code, ending) => breaking.abort(died(code, ending)));
  let stopped: Promise<number> | null = null;
  const stop = (): Promise<number> => (stopped ??= takeDown(host, deployment));
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  signal.addEventListener("abort", abort);
  try {
    await Promise.race([told(host, "loaded", 0), aborted.promise]);
    const up = told(host, "is-up", commandTimeoutSeconds);
    tell(host, { type: "up", commands });
    const { seconds } = await Promise.race([up, aborted.promise]);
    return { ...endpoint, bootSeconds: seconds, broken: breaking.signal, stop };
  } catch (error) {
    throw await afterEnding(error, stop());
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
