import { spawn } from "node:child_process";
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { howItEnded } from "./child.ts";
import type { CommandFailure, DeploymentCommands } from "./protocol.ts";

/** How much of what a command prints is kept, in bytes. */
const outputKept = 4_000;

/** A command that runs. */
export type RunningCommand = {
  /** Resolves when it has ended: to null where that was with exit code 0. What it has left running is not waited for. */
  readonly ended: Promise<CommandFailure | null>;
  /** Ends it, with all of its process group. */
  readonly kill: () => void;
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

/** Starts a command, given as words, in a process group of its own. It is killed when its time is over. */
export function startCommand(
  words: readonly string[],
  { cwd, timeoutSeconds }: Pick<DeploymentCommands, "cwd" | "timeoutSeconds">,
): RunningCommand {
  const [program = "", ...args] = words;
  const file = openNameless();
  const child = spawn(program, args, { detached: true, cwd, stdio: ["ignore", file, file] });
  let isLate = false;
  const kill = (): void => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    process.kill(-child.pid, "SIGKILL");
  };
  const timer = setTimeout(() => {
    isLate = true;
    kill();
  }, timeoutSeconds * 1_000);
  const failing = new Promise<Pick<CommandFailure, "cause" | "how"> | null>((resolve) => {
    child.on("error", (error) => {
      const isThere = !("code" in error) || error.code !== "ENOENT";
      if (isThere) resolve({ cause: "other", how: `could not be started: ${error.message}` });
      else resolve({ cause: "not-found", how: `could not be started: there is no program "${program}"` });
    });
    child.on("exit", (code, signal) => {
      if (isLate) resolve({ cause: "late", how: `did not end within ${timeoutSeconds} s` });
      else if (code === 0) resolve(null);
      else resolve({ cause: "other", how: howItEnded(code, signal) });
    });
  });
  const ended = failing.then((failure) => {
    clearTimeout(timer);
    const output = endOf(file);
    closeSync(file);
    return failure === null ? null : { command: words, ...failure, output };
  });
  return { ended, kill };
}
