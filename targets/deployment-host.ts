/**
 * Entry of a deployment's host: it runs the commands that bring the deployment up and take it down. It outlives a harness
 * that is killed for as long as that takes: when its channel closes, it takes down what it has begun to bring up.
 */
import { shownCommand } from "../harness/secrets.ts";
import { harmless } from "../reports/text.ts";
import { startCommand, type RunningCommand } from "./command.ts";
import { restoreNodeOptions } from "./node-options.ts";
import { isToDeploymentHost, type CommandFailure, type DeploymentCommands, type ToDeploymentHost } from "./protocol.ts";
import { tellHarness } from "./tell-harness.ts";

restoreNodeOptions();

let commands: DeploymentCommands | null = null;
let bringing: RunningCommand | null = null;
let taking: Promise<CommandFailure | null> | null = null;

async function bringUp({ up, ...how }: DeploymentCommands): Promise<void> {
  const startedAt = performance.now();
  if (up !== null) bringing = startCommand(up, how);
  const failure = (await bringing?.ended) ?? null;
  // It was ended in the middle of it: nobody waits to hear how.
  if (taking !== null) return;
  if (failure !== null) tellHarness({ type: "command-failed", failure });
  else tellHarness({ type: "is-up", seconds: up === null ? null : (performance.now() - startedAt) / 1_000 });
}

/** Ends the command that is bringing it up, if that still runs, and takes it down: once. */
function takeDown(): Promise<CommandFailure | null> {
  return (taking ??= endAndTakeDown());
}

async function endAndTakeDown(): Promise<CommandFailure | null> {
  const left = (await bringing?.end()) ?? null;
  const { up = null, down = null } = commands ?? {};
  const failure = commands === null || down === null ? null : await startCommand(down, commands).ended;
  if (up === null || left === null) return failure;
  if (failure === null) return { command: up, cause: "unended", how: left, output: "" };
  return { ...failure, how: `${failure.how}; "${shownCommand(up)}" ${left}` };
}

async function obey(message: ToDeploymentHost): Promise<void> {
  if (message.type === "up") {
    commands = message.commands;
    await bringUp(commands);
    return;
  }
  const failure = await takeDown();
  tellHarness(failure === null ? { type: "is-down" } : { type: "command-failed", failure });
}

/** For the terminal that the harness has left behind. */
function inWords({ command, how, output }: CommandFailure): string {
  const printed = output.trimEnd();
  const lines = [`broadside: "${shownCommand(command)}" ${how}`, ...(printed === "" ? [] : printed.split("\n"))];
  return lines.map(harmless).join("\n");
}

async function end(): Promise<never> {
  const isTold = taking !== null;
  const failure = await takeDown();
  if (failure !== null && !isTold) process.stderr.write(`${inWords(failure)}\n`);
  process.exit();
}

process.on("message", (message) => {
  if (isToDeploymentHost(message)) void obey(message);
});
process.on("disconnect", () => void end());
process.stderr.on("error", () => {});
// Whoever ends the harness tells it by the channel; what was begun is to be taken down whatever comes.
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => {});
if (process.connected) tellHarness({ type: "loaded" });
else process.exit();
