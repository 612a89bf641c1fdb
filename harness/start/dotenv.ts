import { environmentAt, readEnvFiles, valuesIn, withEnvFiles } from "./env-files.ts";
import { filledIn } from "./env-references.ts";
import { whatToType } from "./hint.ts";
import { has, leadingOptions, type Options, valuesOf } from "./options.ts";
import { type EnvFile, type Place, type Rule, Unfollowed, withEnv, words } from "./place.ts";
import { takeVariables } from "./variables.ts";

/** Whose values win: those of the environment, or those of the files. */
type Winner = "environment" | "files";

/**
 * Starts a command with files of variables: each value is filled in from others as the program does.
 * @param files the first that sets a variable wins over the others, but the last where files win over the environment
 */
function withFilled(
  at: Place,
  files: readonly EnvFile[],
  winner: Winner,
  fill: (value: string, name: string, valueOf: (name: string) => string | undefined) => string,
): Place {
  const ordered = winner === "files" ? files : files.toReversed();
  const values = valuesIn(ordered);
  const around = environmentAt(at);
  const all = winner === "files" ? { ...around, ...values } : { ...values, ...around };
  const own = Object.entries(values).filter(([name]) => winner === "files" || around[name] === undefined);
  const given = own.map(([name, value]) => [name, fill(value, name, (other) => all[other])]);
  return withEnvFiles(at, ordered, Object.fromEntries(given));
}

function winnerBy(found: Options): Winner {
  return has(found, "-o", "--override", "--overload") ? "files" : "environment";
}

/** The files of a stage, the first of which wins. */
function staged(files: readonly string[], stage: string | undefined): readonly string[] {
  return files.flatMap((file) =>
    stage === undefined
      ? [`${file}.local`, file]
      : [`${file}.${stage}.local`, `${file}.local`, `${file}.${stage}`, file],
  );
}

/** Those of dotenv-cli, and of the command of dotenv itself. */
const dotenvValued = new Set(["-e", "-v", "-f", "--file", "-c", "-p"]);

/** Options of dotenv: that of Python and the command of dotenv itself have the word `run` in between, with further ones after it. */
function dotenvOptions(all: readonly string[]): Options {
  const found = leadingOptions(all, (name) => dotenvValued.has(name));
  if (found.rest[0] !== "run") return found;
  const { options, rest } = leadingOptions(found.rest.slice(1), (name) => dotenvValued.has(name));
  return { options: [...found.options, ...options], rest };
}

/** `dotenv [-e .env] [-c stage] [-v NAME=VALUE] -- COMMAND` of the package dotenv-cli, `dotenv run [-f .env] -- COMMAND` of dotenv. */
export const dotenv: Rule = (rest, at) => {
  const found = dotenvOptions(rest);
  if (has(found, "-p")) throw new Unfollowed(at, "which prints a variable");
  const named = valuesOf(found, "-e", "-f", "--file");
  const files = named.length === 0 ? [".env"] : named;
  const read = readEnvFiles(has(found, "-c") ? staged(files, valuesOf(found, "-c")[0]) : files, at);
  const place = withFilled(at, read, winnerBy(found), (value, _, valueOf) =>
    has(found, "--no-expand") ? value : filledIn(value, valueOf),
  );
  return words(found.rest, withEnv(place, takeVariables(valuesOf(found, "-v")).env));
};

const dotenvxValued = new Set(
  "-e --env -f --env-file -fk --env-keys-file --profile --convention --ignore --token -l --log-level".split(" "),
);

function isValued(name: string): boolean {
  return dotenvxValued.has(name);
}

/** `dotenvx run [-f .env] [-e NAME=VALUE] -- COMMAND`. */
export const dotenvx: Rule = (all, at) => {
  const [verb, ...rest] = leadingOptions(all, isValued).rest;
  if (verb !== "run") throw new Unfollowed(at, `and "dotenvx ${verb ?? ""}" starts no program`);
  const found = leadingOptions(rest, isValued);
  const alone = found.options.find(({ name }) => ["--convention", "--profile"].includes(name))?.name;
  if (alone !== undefined) throw new Unfollowed(at, `and only dotenvx knows which files ${alone} means`);
  const named = valuesOf(found, "-f", "--env-file");
  const files = readEnvFiles(named.length === 0 ? [".env"] : named, at);
  const around = environmentAt(at);
  const place = withFilled(at, files, winnerBy(found), (value, name, valueOf) => {
    const from = files.find((file) => file.values[name] === value) ?? { name: "its file", text: "", values: {} };
    refuseUnreadable(value, name, from, at);
    const unread = namesFrom(name, from);
    const known = (other: string): string | undefined => (unread.has(other) ? around[other] : valueOf(other));
    return isLiteral(name, from.text) ? value : filledIn(value, known);
  });
  return words(found.rest, withEnv(place, takeVariables(valuesOf(found, "-e", "--env")).env));
};

/** A variable and those that its file sets after it: dotenvx fills in what it has read by then. */
function namesFrom(name: string, { text, values }: Pick<EnvFile, "text" | "values">): ReadonlySet<string> {
  const index = text.search(assignment(name));
  return new Set(Object.keys(values).filter((other) => text.search(assignment(other)) >= index));
}

/** Where a file sets a variable, up to its value. */
function assignment(name: string): RegExp {
  const literal = name.replaceAll(/[^\w]/g, String.raw`\$&`);
  return new RegExp(String.raw`^[^\S\n]*(?:export\s+)?${literal}\s*=\s*`, "m");
}

function isLiteral(name: string, text: string): boolean {
  return new RegExp(`${assignment(name).source}'`, "m").test(text);
}

/** What it decrypts, or takes from the output of a command, is read by it alone. */
function refuseUnreadable(value: string, name: string, file: Pick<EnvFile, "name" | "text">, at: Place): void {
  const isEncrypted = value.startsWith("encrypted:");
  if (!isEncrypted && (!value.includes("$(") || isLiteral(name, file.text))) return;
  const found = isEncrypted ? "is encrypted, and only dotenvx can decrypt it" : "is the output of a command";
  const remedy = `Set ${name} before the command you type, which overrides the file. Or: ${whatToType(at)}`;
  throw new Unfollowed(at, `and ${name} in ${file.name} ${found}`, { remedy });
}
