import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { extname, join } from "node:path";

/** Starts a script of this folder as a process of its own. */
export function forkNeighbour(name: string, args: readonly string[] = []): ChildProcess {
  const entry = join(import.meta.dirname, `${name}${extname(import.meta.filename)}`);
  return fork(entry, args, { execArgv: [], stdio: ["ignore", "ignore", "inherit", "ipc"] });
}

/** The next message of a child; thrown is that it ended without one. */
export async function nextMessage(child: ChildProcess): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  child.once("message", resolve);
  child.once("exit", (code) => reject(new Error(`a process of the benchmark ended with code ${code}`)));
  return promise;
}

export async function exited(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

export function numberIn(message: unknown, name: string): number {
  const value: unknown = typeof message === "object" && message !== null ? Reflect.get(message, name) : undefined;
  if (typeof value !== "number") throw new Error(`a process of the benchmark sent no ${name}`);
  return value;
}

export type BareResult = {
  readonly requestsPerSecond: number;
  readonly cpuMicrosPerRequest: number;
  /** By autocannon's own account. */
  readonly p99Millis: number;
};

/** Runs bare autocannon in a process of its own: URL, connections, seconds of warm-up and of measurement. */
export async function askBareAutocannon(args: readonly (string | number)[]): Promise<BareResult> {
  const child = forkNeighbour("bare-autocannon", args.map(String));
  const message = await nextMessage(child);
  await exited(child);
  return {
    requestsPerSecond: numberIn(message, "requestsPerSecond"),
    cpuMicrosPerRequest: numberIn(message, "cpuMicrosPerRequest"),
    p99Millis: numberIn(message, "p99Millis"),
  };
}
