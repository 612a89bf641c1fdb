import { spawn } from "node:child_process";

/** How long what an ended process has printed is waited for: a helper of its own may hold the streams open for ever. */
const outputMillis = 1_000;

/** What a process of the target is started from: Node.js's arguments, the script among them, and its surroundings. */
export type NodeCommand = {
  /** The Node.js itself. */
  readonly node: string;
  readonly script: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
};

/**
 * Who would not start a process, in its own words: the system, a Docker Engine that refuses it, or one that does not
 * answer, with what to do about that.
 */
export type Refusal =
  | { readonly by: "system" | "engine"; readonly reason: string }
  | { readonly by: "no-engine"; readonly reason: string; readonly advice: string };

/** How a process ended. */
export type Ending = {
  /** For a person, after its name. */
  readonly how: string;
  /** The limit of memory that it was killed for exceeding; null when it was not. */
  readonly exceededMemoryBytes: number | null;
  /** Of the process; null where it was never started, or runs in a container. */
  readonly pid: number | null;
  /** Why it was never started, and by whom; null where it was. */
  readonly refusal: Refusal | null;
};

/** Who is told what becomes of a process. */
export type Watch = {
  readonly onOutput: (chunk: Buffer) => void;
  /** It has ended, and maybe not all that it printed has been read. */
  readonly onEnd: () => void;
  /** All that it printed has been read, as far as that can be waited for. */
  readonly onEnding: (ending: Ending) => void;
};

/** For a person, after its name. */
export function howItEnded(code: number | null, signal: string | null): string {
  return signal === null ? `exited with code ${code}` : `was ended by ${signal}`;
}

/** Starts a process in this one's process group, and returns its id, if it has one. */
export function startProcess(
  { node, args, env, cwd }: NodeCommand,
  { onOutput, onEnd, onEnding }: Watch,
): number | undefined {
  const child = spawn(node, args, { stdio: ["ignore", "pipe", "pipe"], cwd, env });
  child.stdout.on("data", onOutput);
  child.stderr.on("data", onOutput);
  let refusal: Refusal | null = null;
  const told = (code: number | null, signal: NodeJS.Signals | null): void => {
    onEnding({ how: howItEnded(code, signal), exceededMemoryBytes: null, pid: child.pid ?? null, refusal });
  };
  child.on("exit", (code, signal) => {
    onEnd();
    setTimeout(() => told(code, signal), outputMillis).unref();
  });
  // By now all that it printed has been read. A process that could not be started comes here only.
  child.on("close", (code, signal) => {
    onEnd();
    told(code, signal);
  });
  child.on("error", (error) => {
    if (child.pid === undefined) refusal = { by: "system", reason: error.message };
  });
  return child.pid;
}
