import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";

export type ChildExit = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

export type ChildServer = {
  readonly pid: number;
  readonly url: string;
  /** Sends the signal, unless the child has ended already, and resolves when it has. */
  readonly stop: (signal: "SIGTERM" | "SIGKILL") => Promise<ChildExit>;
};

type Environment = Readonly<Record<string, string>>;

function spawnServer(script: string, env: Environment) {
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, PORT: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "exit").then((): ChildExit => ({ code: child.exitCode, signal: child.signalCode }));
  return { child, ended, errors: text(child.stderr) };
}

/** Starts a server script on a free port and resolves when it has printed its URL; rejects when it ends before that. */
export async function startChildServer(script: string, env: Environment = {}): Promise<ChildServer> {
  const { child, ended, errors } = spawnServer(script, env);
  const listening = Promise.withResolvers<string>();
  createInterface(child.stdout).on("line", (line) => {
    const url = /http:\/\/\S+/.exec(line)?.[0];
    if (url !== undefined) listening.resolve(url);
  });
  const endedFirst = ended.then(async ({ code }) => {
    throw new Error(`${script} ended with ${code} before it listened: ${await errors}`);
  });
  const url = await Promise.race([listening.promise, endedFirst]);
  endedFirst.catch(() => {});
  const { pid } = child;
  if (pid === undefined) throw new Error(`${script} has no process id`);
  const stop = (signal: "SIGTERM" | "SIGKILL"): Promise<ChildExit> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return ended;
  };
  return { pid, url, stop };
}

/** Runs a server script that is expected to give up by itself, and resolves with its exit code and what it said. */
export async function runRefusingServer(
  script: string,
  env: Environment,
): Promise<{ readonly code: number | null; readonly stderr: string }> {
  const { ended, errors } = spawnServer(script, env);
  const { code } = await ended;
  return { code, stderr: await errors };
}
