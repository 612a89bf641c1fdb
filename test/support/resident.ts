import { fork } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { Ended } from "./broadside.ts";

export type Question = { readonly args: readonly string[]; readonly cwd: string };
export type Answer = Pick<Ended, "code" | "stdout" | "stderr">;

/**
 * Starts a process that has the command line loaded: for commands that start no other, of which many can be tried in the
 * time that Node.js takes to start for one. They run one at a time.
 */
export function startResident() {
  const child = fork(fileURLToPath(new URL("resident-process.ts", import.meta.url)), {
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const { stderr } = child;
  if (stderr === null) throw new Error("its standard error was asked for");
  const died = text(stderr).then((said) => Promise.reject(new Error(`the resident ended: ${said}`)));
  died.catch(() => {});
  let before: Promise<unknown> = Promise.resolve();
  const ask = async (question: Question): Promise<Answer> => {
    child.send(question);
    const [answer]: Answer[] = await Promise.race([once(child, "message"), died]);
    if (answer === undefined) throw new Error("the resident answered nothing");
    return answer;
  };
  return {
    broadside: (args: readonly string[], cwd = process.cwd()): Promise<Answer> => {
      const answered = before.then(() => ask({ args, cwd }));
      before = answered.catch(() => {});
      return answered;
    },
    stop: (): void => child.disconnect(),
  };
}
