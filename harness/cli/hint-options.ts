import { BroadsideError } from "../errors.ts";
import { list } from "../units.ts";
import { exclusion, isExcluded, modeNames } from "./modes.ts";
import { commandIn, optionsOf } from "./usage.ts";

/** An option, unless it is to be left out, or is named as that of a command: `run --external-url`, `docker --cpus`. */
const option =
  /(?<!\b(?:run|capacity|map|gate|serve|check|docker|git|npm)\b[^.,;:]{0,14}|\b(?:[Ll]eave|without) )(?<![\w-])--(?<name>[a-z][a-z-]*)/g;

/** A command to paste has options of its own, and so does an app, behind a bare `--`, and Node.js, in a value in quotes. */
const pasted = /\bcd (?:'[^']*'|\S)+ && .*| -- .*|'[^']*'/g;

function optionsIn(hint: string): readonly string[] {
  const named = [...hint.replaceAll(pasted, "").matchAll(option)].map(({ groups }) => groups?.["name"] ?? "");
  return [...new Set(named)];
}

/**
 * A hint with what becomes of the options that it names and that do not go with the command that was typed: those of other
 * commands, and those that a mode excludes. Whoever gives a hint need not know by which command it came to be.
 */
export function hintFor(hint: string, args: readonly string[], between = " "): string {
  const command = commandIn(args) ?? "run";
  const own = args.includes("--") ? args.slice(0, args.indexOf("--")) : args;
  const mode = modeNames.find((name) => own.some((word) => word === `--${name}` || word.startsWith(`--${name}=`)));
  const named = optionsIn(hint);
  const missing = named.flatMap((name) => {
    const owners = Object.keys(optionsOf).filter((owner) => name in (optionsOf[owner] ?? {}));
    if (owners.length === 0 || owners.includes(command) || !(command in optionsOf)) return [];
    return [`"${command}" has no option --${name}: it belongs to ${list(owners)}.`];
  });
  const excluded = mode === undefined ? [] : named.filter((name) => isExcluded(mode, name) && isOption(name));
  const why = mode === undefined || excluded.length === 0 ? [] : [exclusion(mode, excluded)];
  return [hint, ...missing, ...why].join(between);
}

function isOption(name: string): boolean {
  return Object.values(optionsOf).some((options) => name in options);
}

/** An error as it is told to whoever typed the command. */
export function errorFor(error: unknown, args: readonly string[]): unknown {
  if (!(error instanceof BroadsideError)) return error;
  const { code, message, hint } = error;
  return new BroadsideError(code, message, hintFor(hint, args, "\n  "), { cause: error });
}
