import { closestMatch } from "leven";
import type { Options } from "yargs";
import { shellWord } from "../command-line.ts";
import { BroadsideError } from "../errors.ts";
import { list } from "../units.ts";
import type { Command } from "./command.ts";
import { commands } from "./commands/index.ts";
import { refuseTwice } from "./options/option.ts";
import { refuseBadTemporaryFolder } from "./temporary-folder.ts";
import { programName } from "./terminal.ts";

/** yargs makes a list of an option that is given twice. Those that are parsed refuse it by themselves. */
export function refuseRepeated(argv: Readonly<Record<string, unknown>>): true {
  const options = Object.entries(commandTyped(argv)?.options ?? {});
  const optionOf = (name: string): Options | undefined =>
    options.find(([full, { alias }]) => full === name || alias === name)?.[1];
  const isList = (name: string): boolean => {
    const option = optionOf(name);
    return name === "_" || name === "--" || option?.array === true || option?.coerce !== undefined;
  };
  // Under its short name too; the long one says more.
  const [repeated] = Object.keys(argv)
    .filter((name) => Array.isArray(argv[name]) && !isList(name))
    .sort((a, b) => b.length - a.length);
  return repeated === undefined ? true : refuseTwice(repeated, optionOf(repeated));
}

/** The command that was typed; without one the default. */
function commandTyped({ _: words }: Readonly<Record<string, unknown>>): Command | undefined {
  const typed = Array.isArray(words) ? words.map(String) : [];
  const called = (length: number): Command | undefined =>
    commands.find(({ name }) => name === typed.slice(0, length).join(" "));
  return called(2) ?? called(1) ?? commands.find(({ isDefault }) => isDefault === true);
}

/** Options that name a file or a folder. */
const paths = ["out", "resume", "app", "cwd", "to", "against", "config"] as const;

/** An empty one is most often a variable of the shell that is not set. */
export function refuseNamelessPaths(argv: Readonly<Record<string, unknown>>): true {
  const nameless = paths.find((name) => argv[name] === "");
  if (nameless === undefined) return true;
  throw new BroadsideError("bad-option", `--${nameless} is empty.`, "It takes a file or a folder.");
}

/** What is booted needs a folder for temporary files. */
export function refuseMissingTemporaryFolder(argv: Readonly<Record<string, unknown>>): true {
  if (commandTyped(argv)?.startsApp === true) refuseBadTemporaryFolder();
  return true;
}

/** What follows a bare `--` is the app's, and would be lost without one. */
export function refuseStrayArguments(argv: Readonly<Record<string, unknown>>): true {
  const startsOne = commandTyped(argv)?.startsApp === true && argv["resume"] === undefined;
  if (argv["--"] === undefined || startsOne) return true;
  throw new BroadsideError("usage", '"--" needs --app', "It is followed by the arguments of the app.");
}

/** Of an option that is on or off yargs takes any value but "true" for off. */
export function refuseValuesOfSwitches(argv: Readonly<Record<string, unknown>>, args: readonly string[]): true {
  const end = args.indexOf("--");
  for (const arg of end < 0 ? args : args.slice(0, end)) {
    const { name = "", value } = /^--(?<name>[\w-]+)=(?<value>.*)$/s.exec(arg)?.groups ?? {};
    if (value === undefined || typeof argv[name] !== "boolean" || value === "true" || value === "false") continue;
    throw new BroadsideError("usage", `--${name} takes no value, but was given "${value}".`, `Type --${name} alone.`);
  }
  return true;
}

/** What each command takes. */
export const optionsOf: Readonly<Record<string, Readonly<Record<string, Options>>>> = Object.fromEntries(
  commands.map(({ name, options }) => [name, options]),
);

const commandNames = [...new Set(Object.keys(optionsOf).map((name) => name.split(" ", 1).join()))];

/** Options whose value may be of several lines; a header has a rule of its own. */
const textOptions: ReadonlySet<string> = new Set(["--", "body", "request", "env", "expect-text", "header"]);

// oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** A line break in a name is most often a quote that did not end, and would tear apart each line that names it. */
export function refuseControlCharacters(argv: Readonly<Record<string, unknown>>): true {
  for (const [name, given] of Object.entries(argv)) {
    if (textOptions.has(name)) continue;
    const values: readonly unknown[] = Array.isArray(given) ? given : [given];
    const value = values.find((one) => typeof one === "string" && control.test(one));
    if (value === undefined) continue;
    const isOption = Object.values(optionsOf).some((options) => name in options);
    throw new BroadsideError(
      "bad-option",
      `${isOption ? `--${name} is ${JSON.stringify(value)}` : JSON.stringify(value)}, which contains a line break or another control character`,
      "Check the quotes around it, and type it on one line.",
    );
  }
  return true;
}

/** The command that was typed, `baseline save` in full; null where there is none. What follows a bare `--` is the app's. */
export function commandIn(args: readonly string[]): string | null {
  const at = args.findIndex((word) => word === "--" || commandNames.includes(word));
  const full = `${args[at]} ${args[at + 1]}`;
  if (full in optionsOf) return full;
  return args[at] === "--" ? null : (args[at] ?? null);
}

/** `Did you mean --workers? `, of the names that there are, with what stands before them, where one is a slip of the hand away. */
function didYouMean(typed: string, names: readonly string[], before = ""): string {
  const nearest = closestMatch(typed, names, { maxDistance: Math.ceil(typed.length / 4) });
  return nearest === undefined ? "" : `Did you mean ${before}${nearest}? `;
}

function lastWord(words: string): string {
  return words.slice(words.lastIndexOf(" ") + 1);
}

/** The option that a word follows as a further value, where that takes one at a time. */
function singleValuedBefore(word: string, args: readonly string[]): string | undefined {
  const at = args.findLastIndex((each, index) => each.startsWith("--") && index < args.indexOf(word));
  const name = (args[at] ?? "").slice(2);
  return Object.values(optionsOf).some((options) => options[name]?.nargs === 1) ? name : undefined;
}

/** A word that no command takes in this place: that of a command, or one too many. */
function unknownWord(word: string, command: string | null, args: readonly string[]): [message: string, hint: string] {
  const option = singleValuedBefore(word, args);
  if (option !== undefined && word.includes("=")) {
    return [`--${option} takes one value, and "${word}" is a second.`, `Repeat it: --${option} ${shellWord(word)}`];
  }
  const actions = Object.keys(optionsOf).filter((name) => name.startsWith(`${command} `));
  if (command !== null && actions.length === 0)
    return [`"${command}" takes no further argument "${word}".`, `See "${programName()} ${command} --help".`];
  return [
    `there is no command "${command === null ? word : `${command} ${word}`}".`,
    command === null
      ? `${didYouMean(word, commandNames)}Commands: ${commandNames.join(", ")}; name your own server with --app.`
      : `${didYouMean(word, actions.map(lastWord), `${command} `)}Commands: ${actions.join(", ")}.`,
  ];
}

/** An option that a command does not have: another may. */
function unknownOption(name: string, command: string): [message: string, hint: string] {
  const owners = Object.keys(optionsOf).filter((owner) => name in (optionsOf[owner] ?? {}));
  const typed = `${name.length === 1 ? "-" : "--"}${name}`;
  const own = Object.keys(optionsOf[command] ?? {});
  const instead = owners.length === 0 ? didYouMean(name, own, "--") : `It is an option of ${list(owners)}. `;
  return [`"${command}" has no option ${typed}.`, `${instead}See "${programName()} ${command} --help".`];
}

/** What yargs complains of, and what would be right or where to read it. */
export function usageProblem(message: string, args: readonly string[]): [message: string, hint: string] {
  const { option, given, choices } =
    /Argument: (?<option>[\w-]+), Given: "(?<given>.*)", Choices: (?<choices>.*)$/m.exec(message)?.groups ?? {};
  if (option !== undefined)
    return [`--${option} is "${given}".`, `It takes ${choices?.replaceAll('"', "").replace(/, (?=[^,]*$)/, " or ")}.`];
  const command = commandIn(args);
  const [, unknown] = /^Unknown (?:argument|command)s?: (.*)$/s.exec(message) ?? [];
  if (unknown !== undefined) {
    const [first = unknown] = args.includes(unknown) ? [unknown] : unknown.split(", ");
    return args.includes(first) ? unknownWord(first, command, args) : unknownOption(first, command ?? "run");
  }
  const needs = commands.find(({ name }) => name === command)?.needs ?? null;
  return needs !== null && message.startsWith("Not enough non-option arguments")
    ? [`"${command}" needs ${needs.what}.`, `For example: ${programName()} ${needs.example}`]
    : [`${message}.`, `See "${[programName(), command ?? []].flat().join(" ")} --help".`];
}
