import { execFileSync } from "node:child_process";

let takingNext: ReadonlySet<string> | undefined;

/** Whether the next word is the option's value, as Node.js itself shows in its help: `-r, --require=...`. */
export function takesValue(option: string): boolean {
  takingNext ??= new Set(
    execFileSync(process.execPath, ["--help"], { encoding: "utf8" })
      .split("\n")
      .filter((line) => /^ {2}-.*[^[]=\.\.\./.test(line))
      .flatMap((line) => line.match(/(?<=^ {2}|, )--?[\w-]+/g) ?? []),
  );
  return takingNext.has(option);
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
