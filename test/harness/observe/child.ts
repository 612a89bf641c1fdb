import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";
import { setImmediate } from "node:timers/promises";

/** A Node.js child that leads a process group of its own and speaks to the test in lines. */
export type Child = {
  readonly pid: number;
  readonly nextLine: () => Promise<string>;
  readonly say: (line: string) => void;
  readonly ended: () => Promise<void>;
};

/** Starts a child from the text of its script; the whole group is killed when the test ends. */
export function startChild(t: TestContext, script: string): Child {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["pipe", "pipe", "inherit"],
    detached: true,
  });
  const { pid } = child;
  if (pid === undefined) throw new Error("the child did not start");
  const ended = hasEnded(child);
  t.after(async () => {
    killGroup(pid);
    await ended;
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    pid,
    nextLine: async () => {
      const { value, done } = await lines.next();
      if (done === true) throw new Error("the child ended before it spoke");
      return value;
    },
    say: (line) => child.stdin.write(`${line}\n`),
    ended: () => ended,
  };
}

/** For what the kernel does soon and tells nobody of. */
export async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`never came true: ${holds.toString()}`);
    await setImmediate();
  }
}

async function hasEnded(child: ChildProcess): Promise<void> {
  await once(child, "exit");
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
