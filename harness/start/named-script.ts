import { extname, isAbsolute } from "node:path";
import { isAssignment, wordsOf } from "../command-line.ts";
import { commandAt, nodeScript } from "./command-file.ts";
import { typedScriptAt } from "./script-file.ts";
import { takeVariables } from "./variables.ts";

/** A script that a command line names, with what is set before it and given to it: words for a shell, as they stand there. */
export type Named = {
  /** Absolute path. */
  readonly script: string;
  readonly variables: readonly string[];
  readonly args: readonly string[];
};

/** Commands that set variables for the one behind them, which is the server. */
const wrapping = new Set(["dotenv", "dotenvx", "env-cmd", "cross-env"]);

/** Operators between commands, and words with what is quoted or filled in by a command's output. */
const tokens = /(?:"[^"]*"|'[^']*'|\$\([^()]*\)|`[^`]*`|[^\s"'`;&|])+|&&|\|\||[;&|\n]/g;
const betweenCommands = /^(?:&&|\|\||[;&|\n])$/;
const taken = /"[^"]*"|'[^']*'|\$\([^()]*\)/g;

/**
 * The first word of a command line that is a script, also of one in quotes; null where there is none.
 * @param before what is set for the whole line
 */
export function namedIn(line: string, folder: string, before: readonly string[] = []): Named | null {
  for (const command of commandsIn(line)) {
    const variables = [...before];
    for (const [index, word] of command.entries()) {
      const [, inner] = /^["'](\S+\s[^]*)["']$/.exec(word) ?? [];
      const args = argumentsIn(command.slice(index + 1));
      const found =
        inner === undefined
          ? withScript(scriptNamed(word, folder, args), { variables, args })
          : namedIn(inner, folder, variables);
      if (found !== null) return found;
      if (isAssignment(word)) variables.push(word);
    }
  }
  return null;
}

function withScript(script: string | null, given: Omit<Named, "script">): Named | null {
  return script === null ? null : { script, ...given };
}

/** Its commands, each as words; what follows a "#" is none. */
function commandsIn(line: string): readonly (readonly string[])[] {
  const all = [...line.matchAll(tokens)].map(([token]) => token);
  const comment = all.findIndex((token) => token.startsWith("#"));
  const commands: string[][] = [[]];
  for (const token of comment < 0 ? all : all.slice(0, comment)) {
    if (betweenCommands.test(token)) commands.push([]);
    else commands.at(-1)?.push(token);
  }
  return commands;
}

function scriptNamed(typed: string, folder: string, args: readonly string[]): string | null {
  const word = typed.replaceAll(/["'()]/g, "");
  if (word === "" || word.startsWith("-") || word.includes("=") || isSettings(word)) return null;
  if (isProgram(word) || wrapping.has(word)) return null;
  const file = looksLikeFile(word) ? typedScriptAt(folder, word) : null;
  if (file?.isThere === true) return file.script;
  return args.length === 0 ? null : (commandAt(folder, word)?.script ?? null);
}

/** Words for the user's own shell, which makes of them what npm's would; none where more is done than to give them. */
function argumentsIn(words: readonly string[]): readonly string[] {
  return words.some((word) => /[<>()`]/.test(word.replaceAll(taken, ""))) ? [] : words;
}

function isSettings(word: string): boolean {
  return /\.config\.[cm]?[jt]s$|\.json$/.test(word);
}

/** Whether it is a program of the system's by its path, such as /usr/bin/node, rather than a script. */
function isProgram(word: string): boolean {
  return isAbsolute(word) && extname(word) === "" && nodeScript(word) === null;
}

function looksLikeFile(word: string): boolean {
  return word.includes("/") || /^\.[cm]?[jt]sx?$/.test(extname(word));
}

/** What of the variables and arguments needs no shell. */
export function literalsOf({
  variables,
  args,
}: Named): Pick<Named, "args"> & { readonly env: Readonly<Record<string, string>> } {
  const plain = variables.flatMap((word) => literal([word]));
  return { env: takeVariables(plain).env, args: literal(args) };
}

function literal(words: readonly string[]): readonly string[] {
  const found = wordsOf(words.join(" "), () => false);
  return "words" in found ? found.words : [];
}
