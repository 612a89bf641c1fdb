import { shellWord } from "../harness/command-line.ts";
import type { Plan, Run } from "../harness/model/index.ts";
import { mask, maskedCommand, typeAgain } from "../harness/secrets.ts";
import { harmless, printable } from "./text.ts";

/** The commands that repeat the run and that write this report again from the saved run. */
export function commands({ program, command, plan }: Run): { readonly repeat: string; readonly render: string } {
  return { repeat: repeatCommand(program, withLoad(command, plan), plan.seed), render: renderCommand(program) };
}

/** The rate that was offered, where the program chose it itself. */
function withLoad(command: readonly string[], { arms }: Pick<Plan, "arms">): readonly string[] {
  const load = arms[0]?.load;
  const [own, forApp] = partsOf(command);
  const isGiven = own.some((word) => /^(?:-l|--load)(?:$|=)/.test(word));
  const [point, ...more] = load?.kind === "open" ? load.profile : [];
  return point === undefined || more.length > 0 || isGiven
    ? command
    : [...own, "--load", `open:${point.rate}`, ...forApp];
}

/** The words of a command that are Broadside's, and those that are the app's: from a bare `--` on. */
function partsOf(command: readonly string[]): readonly [own: readonly string[], forApp: readonly string[]] {
  const end = command.indexOf("--");
  return end < 0 ? [command, []] : [command.slice(0, end), command.slice(end)];
}

/** The command that writes a report again from what was saved. */
export function renderCommand(program: string): string {
  return `${harmless(program)} report FOLDER`;
}

/** The command that measures the same again, with the same seed, into a folder of its own. */
export function repeatCommand(program: string, command: readonly string[], seed: number): string {
  const [own, forApp] = partsOf(command);
  const words = withoutFolder(own);
  const seeded = words.some((word) => word === "--seed" || word.startsWith("--seed="));
  if (!seeded) words.push("--seed", String(seed));
  const shown = maskedCommand([...words, ...forApp]);
  const note = shown.some((word) => word.includes(mask)) ? [typeAgain] : [];
  return [harmless(program), ...shown.map((word) => shellWord(printable(word))), ...note].join(" ");
}

function isOutOption(word: string | undefined): boolean {
  return word === "--out" || word === "-o";
}

/** The words of a command without the folder for its results, which a second run may not share. */
function withoutFolder(command: readonly string[]): string[] {
  return command.filter(
    (word, index) => !isOutOption(word) && !isOutOption(command[index - 1]) && !/^(--out|-o)=/.test(word),
  );
}
