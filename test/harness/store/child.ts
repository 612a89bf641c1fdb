import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";
import { someRun } from "./run-arbitrary.ts";

/** A process that uses the store and speaks to the test in lines. */
export type StoreChild = {
  readonly pid: number;
  /** Null when it has ended. */
  readonly nextLine: () => Promise<string | null>;
  readonly say: (line: string) => void;
  readonly kill: () => Promise<void>;
};

const lock = JSON.stringify(join(import.meta.dirname, "../../../harness/store/directory-lock.ts"));
const store = JSON.stringify(join(import.meta.dirname, "../../../harness/store/run-store.ts"));

/** Starts a process in which `store`, `lockDirectory`, a `run`, `lines` and the `folder` are at hand; it is killed when the test ends. */
export function startStoreChild(t: TestContext, folder: string, body: string): StoreChild {
  const script = `
    import { createInterface } from "node:readline";
    import { lockDirectory } from ${lock};
    import * as store from ${store};
    const folder = process.argv[1];
    const run = ${JSON.stringify(someRun())};
    const lines = createInterface(process.stdin);
    ${body}
  `;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script, folder], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error("the child did not start");
  const ended = once(child, "exit");
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
  };
  t.after(kill);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const nextLine = async (): Promise<string | null> => {
    const { value, done } = await lines.next();
    return done === true ? null : value;
  };
  const say = (line: string): void => {
    child.stdin.write(`${line}\n`);
  };
  return { pid, nextLine, say, kill };
}
