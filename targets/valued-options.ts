import { execFileSync } from "node:child_process";

/** What Node.js takes and its help does not show, and what versions before it took: these say so themselves. */
const unlisted = [
  "--security-revert",
  "--security-reverts",
  "--stack-trace-limit",
  "--experimental-default-type",
  "--experimental-policy",
  "--policy-integrity",
];

let takingNext: ReadonlySet<string> | undefined;

/**
 * Whether the next word is the option's value, as Node.js itself shows in its help: `-r, --require=...`,
 * `--debug-port, --inspect-port=[host:]port`, and not `--inspect[=[host:]port]`. An underscore stands for a hyphen.
 */
export function takesValue(option: string): boolean {
  takingNext ??= new Set([
    ...unlisted,
    ...execFileSync(process.execPath, ["--help"], { encoding: "utf8" })
      .split("\n")
      .map((line) => /^ {2}(-[\w.-]+(?:, -[\w.-]+)*)=/.exec(line)?.[1] ?? "")
      .flatMap((names) => names.split(", ")),
  ]);
  return takingNext.has(option.replaceAll("_", "-"));
}

/** The words that follow `node`, apart: its options with their values, and what it runs with its arguments. */
export function splitAtScript(words: readonly string[]): {
  readonly options: readonly string[];
  readonly rest: readonly string[];
} {
  let index = 0;
  for (let word = words[0]; word?.startsWith("-") === true && word !== "--"; word = words[index]) {
    index += takesValue(word) ? 2 : 1;
  }
  return { options: words.slice(0, index), rest: words.slice(words[index] === "--" ? index + 1 : index) };
}
