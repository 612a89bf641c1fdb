import { resolve } from "node:path";
import { has, leadingOptions, type Options, valuesOf } from "./options.ts";
import { type Place, type Rule, Unfollowed, withEnv, words } from "./place.ts";
import { isFile } from "./script-file.ts";

/** `NAME=VALUE…` at the beginning, and what follows. */
export function takeVariables(all: readonly string[]): {
  readonly env: Readonly<Record<string, string>>;
  readonly rest: readonly string[];
} {
  const env: Record<string, string> = {};
  const index = all.findIndex((word) => {
    const [, name, value] = /^([A-Za-z_]\w*)=([^]*)$/.exec(word) ?? [];
    if (name !== undefined && value !== undefined) env[name] = value;
    return name === undefined;
  });
  return { env, rest: index < 0 ? [] : all.slice(index) };
}

/** `env` and `cross-env`: variables, then a command. */
const setsVariables: Rule = (rest, at) => {
  const [option] = rest;
  if (option?.startsWith("-") === true)
    throw new Unfollowed(at, `and its option ${option} is for a shell to carry out`);
  const { env, rest: command } = takeVariables(rest);
  return words(command, withEnv(at, env));
};

/** Files of variables go to Node.js itself, which reads them anew at every boot: what they hold is in no report. */
function withFiles(at: Place, files: readonly string[]): Place {
  const there = files.filter((file) => isFile(resolve(at.folder, file)));
  return { ...at, nodeArgs: [...at.nodeArgs, ...there.map((file) => `--env-file=${file}`)] };
}

/** What dotenv-cli reads: the first file that sets a variable wins, where for Node.js it is the last. */
function dotenvFiles(found: Options): readonly string[] {
  const named = valuesOf(found, "-e", "-f", "--env-file");
  const files = named.length === 0 ? [".env"] : named;
  if (!has(found, "-c")) return files;
  const [stage] = valuesOf(found, "-c");
  return files.flatMap((file) =>
    stage === undefined
      ? [`${file}.local`, file]
      : [`${file}.${stage}.local`, `${file}.local`, `${file}.${stage}`, file],
  );
}

function variablesOf(found: Options): Readonly<Record<string, string>> {
  return takeVariables(valuesOf(found, "-v", "--env")).env;
}

const dotenv: Rule = (rest, at) => {
  const all = rest[0] === "run" ? rest.slice(1) : rest;
  const found = leadingOptions(all, (name) => ["-e", "-v", "-f", "-c", "--env-file", "--env", "-p"].includes(name));
  if (has(found, "-p")) throw new Unfollowed(at, "which prints a variable");
  if (has(found, "-o", "--override", "--overload")) {
    throw new Unfollowed(at, "where the files win over the environment, which Node.js's own --env-file does not do");
  }
  return words(found.rest, withEnv(withFiles(at, dotenvFiles(found).toReversed()), variablesOf(found)));
};

const envCmd: Rule = (rest, at) => {
  const found = leadingOptions(rest, (name) =>
    ["-f", "--file", "-e", "--environments", "-r", "--rc-file"].includes(name),
  );
  if (has(found, "-e", "--environments", "-r", "--rc-file")) {
    throw new Unfollowed(at, "whose environments are for env-cmd alone to read");
  }
  const [file = ".env"] = valuesOf(found, "-f", "--file");
  return words(found.rest, withFiles(at, [file]));
};

/** Programs that set something up and run the command which follows. */
export const wrappers: Readonly<Record<string, Rule>> = {
  env: setsVariables,
  "cross-env": setsVariables,
  exec: (rest, at) => words(rest, at),
  dotenv,
  dotenvx: dotenv,
  "env-cmd": envCmd,
};
