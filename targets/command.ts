import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, existsSync, fstatSync, mkdtempSync, openSync, readFileSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { howItEnded } from "./child.ts";
import type { CommandFailure, DeploymentCommands } from "./protocol.ts";

/** How much of what a command prints is kept, in bytes. */
const outputKept = 16_000;

/** How long a killed command may take to end: it may be in the middle of a system call. */
const disappearMillis = 3_000;

/** A command that runs. */
export type RunningCommand = {
  /**
   * Resolves when it has ended, or its time is over and it cannot be ended: to null where it ended with exit code 0. What
   * it has left running is not waited for.
   */
  readonly ended: Promise<CommandFailure | null>;
  /**
   * Ends it, with all of its process group, as does the end of its time. Resolves to null, or to what cannot be ended, as
   * the rest of a sentence that the command begins.
   */
  readonly end: () => Promise<string | null>;
};

/** A file without a name: what a command leaves running may go on writing to it, as it could not to a pipe that nobody reads. */
function openNameless(): number {
  const folder = mkdtempSync(join(tmpdir(), "broadside-command-"));
  try {
    return openSync(join(folder, "output"), "w+");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function endOf(file: number): string {
  const { size } = fstatSync(file);
  const length = Math.min(size, outputKept);
  const bytes = Buffer.alloc(length);
  readSync(file, bytes, 0, length, size - length);
  return bytes.toString();
}

/** Whether the system lets this user end what is left of a process group; it refuses that where all is another user's. */
function killGroup(id: number): boolean {
  try {
    process.kill(-id, "SIGKILL");
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
}

/** See {@link RunningCommand.end}. */
async function endGroup(child: ChildProcess, exited: Promise<unknown>): Promise<string | null> {
  const { pid } = child;
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return null;
  if (killGroup(pid)) await Promise.race([exited, pause(disappearMillis, null, { ref: false })]);
  // Also when it has ended itself: what it started may be another user's.
  if (!killGroup(pid)) {
    return `still runs: the system does not let this user end its process group ${pid} (sudo kill -9 -- -${pid} does)`;
  }
  const hasEnded = child.exitCode !== null || child.signalCode !== null;
  return hasEnded ? null : `still runs: SIGKILL has not ended its process group ${pid}`;
}

/** The system says ENOENT of a script, too, whose first line names an interpreter that is not there. */
function interpreterOf(program: string, cwd: string): string | null {
  const folders = program.includes("/") ? [cwd] : (process.env["PATH"] ?? "").split(delimiter);
  const path = folders.map((folder) => resolve(folder, program)).find((each) => existsSync(each));
  if (path === undefined) return null;
  const [, interpreter = null] = /^#! *([^\n]*)/.exec(readFileSync(path, "latin1")) ?? [];
  return interpreter;
}

function notFound(program: string, cwd: string): Pick<CommandFailure, "cause" | "how"> {
  const interpreter = interpreterOf(program, cwd);
  if (interpreter === null)
    return { cause: "not-found", how: `could not be started: there is no program "${program}"` };
  const end = interpreter.endsWith("\r") ? ": its lines end with a carriage return, as those of Windows do" : "";
  return {
    cause: "other",
    how: `could not be started: its first line names ${JSON.stringify(interpreter)}, which is no program${end}`,
  };
}

function notStarted(program: string, cwd: string, error: unknown): Pick<CommandFailure, "cause" | "how"> {
  const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
  if (isMissing) return notFound(program, cwd);
  return { cause: "other", how: `could not be started: ${error instanceof Error ? error.message : String(error)}` };
}

/** Starts a command, given as words, in a process group of its own. It is killed when its time is over. */
export function startCommand(
  words: readonly string[],
  how: Pick<DeploymentCommands, "cwd" | "timeoutSeconds">,
): RunningCommand {
  try {
    return start(words, how);
  } catch (error) {
    // What the system refuses is thrown or emitted, by its code.
    const failure = { command: words, ...notStarted(words[0] ?? "", how.cwd ?? ".", error), output: "" };
    return { ended: Promise.resolve(failure), end: () => Promise.resolve(null) };
  }
}

function start(
  words: readonly string[],
  { cwd, timeoutSeconds }: Pick<DeploymentCommands, "cwd" | "timeoutSeconds">,
): RunningCommand {
  const [program = "", ...args] = words;
  const file = openNameless();
  const child = spawn(program, args, { detached: true, cwd, stdio: ["ignore", file, file] });
  const exited = new Promise((settle) => child.once("exit", settle));
  const failing = Promise.withResolvers<Pick<CommandFailure, "cause" | "how"> | null>();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    const how = `did not end within ${timeoutSeconds} s`;
    void endGroup(child, exited)
      .then((left) => (left === null ? how : `${how}, and ${left}`))
      .then((told) => failing.resolve({ cause: "late", how: told }));
  }, timeoutSeconds * 1_000);
  child.on("error", (error) => failing.resolve(notStarted(program, cwd ?? ".", error)));
  child.on("exit", (code, signal) => {
    if (!isLate) failing.resolve(code === 0 ? null : { cause: "other", how: howItEnded(code, signal) });
  });
  const ended = failing.promise.then((failure) => {
    clearTimeout(timer);
    const output = endOf(file);
    closeSync(file);
    return failure === null ? null : { command: words, ...failure, output };
  });
  // Of what was late, its failure tells what is left.
  return { ended, end: () => (isLate ? ended.then(() => null) : endGroup(child, exited)) };
}
