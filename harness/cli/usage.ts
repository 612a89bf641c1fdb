import { BroadsideError } from "../errors.ts";
import { externalLists } from "./options/external.ts";
import { programName } from "./terminal.ts";

/** Options that may be given more than once, or with several values; `path` of a map alone. */
const lists: ReadonlySet<string> = new Set(["_", "--", "env", "require", "slo", "request", "header", ...externalLists]);
const listsOfMap: ReadonlySet<string> = new Set([...lists, "path"]);

/** yargs makes a list of an option that is given twice; which of the two was meant, it cannot know either. */
export function refuseRepeated(argv: Readonly<Record<string, unknown>>): true {
  const words = argv["_"];
  const allowed = Array.isArray(words) && words[0] === "map" ? listsOfMap : lists;
  // Under its short name too; the long one says more.
  const [repeated] = Object.keys(argv)
    .filter((name) => Array.isArray(argv[name]) && !allowed.has(name))
    .sort((a, b) => b.length - a.length);
  if (repeated === undefined) return true;
  throw new BroadsideError(
    "usage",
    `--${repeated} is given more than once.`,
    "Give it once; several values, where it takes them, are separated by commas.",
  );
}

/** Options that name a file or a folder. */
const paths = ["out", "resume", "app", "cwd", "to", "against", "config"] as const;

/** An empty one is most often a variable of the shell that is not set. */
export function refuseNamelessPaths(argv: Readonly<Record<string, unknown>>): true {
  const nameless = paths.find((name) => argv[name] === "");
  if (nameless === undefined) return true;
  throw new BroadsideError("bad-option", `--${nameless} is empty.`, "It takes the name of a file or a folder.");
}

/** Commands that start an app, by the first word; without one it is run. */
const startAnApp: ReadonlySet<unknown> = new Set([undefined, "run", "serve", "gate", "capacity", "map"]);

/** What follows a bare `--` is the app's, and would be lost without one. */
export function refuseStrayArguments(argv: Readonly<Record<string, unknown>>): true {
  const words = argv["_"];
  const startsOne = startAnApp.has(Array.isArray(words) ? words[0] : undefined) && argv["resume"] === undefined;
  if (argv["--"] === undefined || startsOne) return true;
  throw new BroadsideError("usage", '"--" goes with --app', "What follows it are the arguments of the app.");
}

/** Of an option that is on or off yargs takes any value but "true" for off. */
export function refuseValuesOfSwitches(argv: Readonly<Record<string, unknown>>, args: readonly string[]): true {
  const end = args.indexOf("--");
  for (const arg of end < 0 ? args : args.slice(0, end)) {
    const { name = "", value } = /^--(?<name>[\w-]+)=(?<value>.*)$/s.exec(arg)?.groups ?? {};
    if (value === undefined || typeof argv[name] !== "boolean" || value === "true" || value === "false") continue;
    throw new BroadsideError("usage", `--${name} takes no value, and is given "${value}".`, `Type --${name} alone.`);
  }
  return true;
}

/** What a command must be given, for when it is not. */
const positionals = [
  { command: "report", name: "folder", hint: `Name the folder of a run: ${programName()} report results/…` },
  { command: "serve", name: "strategy", hint: `Name one of "${programName()} list": ${programName()} serve single` },
] as const;

/** What yargs complains of, and where to read what would be right. */
export function usageProblem(message: string, args: readonly string[]): [message: string, hint: string] {
  const { option, given, choices } =
    /Argument: (?<option>[\w-]+), Given: "(?<given>.*)", Choices: (?<choices>.*)$/m.exec(message)?.groups ?? {};
  if (option !== undefined)
    return [`--${option} is "${given}".`, `It takes ${choices?.replaceAll('"', "").replace(/, (?=[^,]*$)/, " or ")}.`];
  const positional = positionals.find(({ command }) => args.includes(command));
  return message.startsWith("Not enough non-option arguments") && positional !== undefined
    ? [`"${positional.command}" needs a ${positional.name}.`, positional.hint]
    : [`${message}.`, `See "${programName()} --help".`];
}
