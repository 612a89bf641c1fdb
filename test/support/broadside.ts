import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestContext } from "node:test";
import { eventually } from "./eventually.ts";
import { allMarkedGone, markVariable, newMark, type Mark } from "./marked-processes.ts";

const ownProgram = fileURLToPath(new URL("../../harness/cli/broadside.js", import.meta.url));

export type Ended = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** The command, running in a process group of its own; all that it starts carries its mark. */
export type Command = {
  readonly pid: number;
  readonly mark: Mark;
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves when what it said on either stream matches, with the match; rejects when it ends before that. */
  readonly said: (pattern: RegExp) => Promise<RegExpExecArray>;
  readonly ended: Promise<Ended>;
};

function collect(stream: ChildProcess["stdout"]): () => string {
  let text = "";
  stream?.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  return () => text;
}

type Surroundings = {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The program's entry, where it is not the one that is tested here. */
  readonly program?: string;
  /** The Node.js that runs it, where that is not the test's own. */
  readonly node?: string;
  /** A command that runs it, such as one that takes cores or rights away. */
  readonly through?: readonly string[];
};

export function startBroadside(
  args: readonly string[],
  { cwd, env = {}, program = ownProgram, node = process.execPath, through = [] }: Surroundings = {},
): Command {
  const mark = newMark();
  const [first = node, ...rest] = [...through, node, program, ...args];
  const child = spawn(first, rest, {
    cwd,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env, [markVariable]: mark },
  });
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  const ended = once(child, "close").then((): Ended => ({
    code: child.exitCode,
    signal: child.signalCode,
    stdout: stdout(),
    stderr: stderr(),
  }));
  const { pid } = child;
  if (pid === undefined) throw new Error("the command could not be started");
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return {
    pid,
    mark,
    kill: (signal) => void child.kill(signal),
    stdout,
    stderr,
    said: (pattern) =>
      eventually(
        `${String(pattern)} from broadside ${args.join(" ")}`,
        () => {
          const match = pattern.exec(stdout()) ?? pattern.exec(stderr());
          if (match === null && hasEnded()) throw new Error(`it ended first: ${stderr()}`);
          return match;
        },
        30_000,
      ),
    ended,
  };
}

/** Runs the command to its end, and sees to it that nothing of it is left. */
export async function broadside(args: readonly string[], surroundings: Surroundings = {}): Promise<Ended> {
  const command = startBroadside(args, surroundings);
  const ended = await command.ended;
  await allMarkedGone(command.mark);
  return ended;
}

/** A path below a temporary folder that is removed after the test; nothing is there yet. */
export function freshFolder(t: Pick<TestContext, "after">): string {
  const parent = mkdtempSync(join(tmpdir(), "broadside-run-"));
  t.after(() => rmSync(parent, { recursive: true, force: true }));
  return join(parent, "run");
}
