import { existsSync, readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { wordsOf } from "../../command-line.ts";
import { BroadsideError, messageOf } from "../../errors.ts";
import type { App } from "../../model/index.ts";
import { readPackageJson, type PackageJson } from "../../package-json.ts";
import { otherUseIn, takeApart } from "./node-command.ts";

type Manifest = Pick<PackageJson, "main" | "scripts"> & {
  readonly folder: string;
  /** The variables of those that npm sets which apps read. */
  readonly env: Readonly<Record<string, string>>;
};

const nameTheScript = "Name the script that starts the server, built if need be, such as ./dist/server.js.";

/** A start that cannot be taken apart: where it was named, what was found, and what to do. */
function refusal(label: string, found: string, hint: string): BroadsideError {
  return new BroadsideError("app-not-found", `${label}: ${found}`, hint);
}

function manifestAt(path: string, label: string): Manifest {
  try {
    const { name, version, main, scripts } = readPackageJson(path);
    const env = {
      ...(name === undefined ? {} : { npm_package_name: name }),
      ...(version === undefined ? {} : { npm_package_version: version }),
    };
    return { folder: dirname(path), main, scripts, env };
  } catch (error) {
    const found = existsSync(path) ? `its package.json cannot be read: ${messageOf(error)}` : "it has no package.json";
    throw refusal(label, found, nameTheScript);
  }
}

/** The file that `node WORD` would run in the folder; null when there is none. */
function resolveScript(folder: string, word: string | undefined): string | null {
  if (word === undefined) return null;
  try {
    return createRequire(join(folder, "package.json")).resolve(resolve(folder, word));
  } catch {
    return null;
  }
}

/** The script of a command that a package of the project brings along, where Node.js runs it; null otherwise. */
function resolveCommand(folder: string, command: string): string | null {
  const path = join(folder, "node_modules", ".bin", command);
  if (/^[\w.-]+$/.test(command) && existsSync(path)) {
    const [firstLine = ""] = readFileSync(path, "utf8").split("\n", 1);
    return /^#!.*\bnode\b/.test(firstLine) ? realpathSync(path) : null;
  }
  return dirname(folder) === folder ? null : resolveCommand(dirname(folder), command);
}

function fromCommand(text: string, manifest: Manifest, label: string): App {
  const { folder } = manifest;
  const found = `its start script is "${text}"`;
  const taken = wordsOf(text);
  if ("shellOnly" in taken) {
    throw refusal(label, `${found}, which only a shell could run, because of ${taken.shellOnly}`, nameTheScript);
  }
  const command = takeApart(taken.words);
  const { program, nodeArgs, rest } = command;
  const started = { env: { ...manifest.env, ...command.env }, cwd: folder };
  if (program === "") throw refusal(label, `${found}, which starts no program`, nameTheScript);
  if (program !== "node") {
    const script = resolveCommand(folder, program);
    if (script !== null) return { ...started, script, args: rest };
    throw refusal(label, `${found}, and "${program}" is no script of Node.js in its node_modules/.bin`, nameTheScript);
  }
  const other = otherUseIn(command);
  if (other !== undefined) throw refusal(label, `${found}, and ${other} does not run a script once`, nameTheScript);
  const [word, ...args] = rest;
  const script = resolveScript(folder, word);
  if (script === null) {
    const built = manifest.scripts["prestart"] === undefined ? "" : " (prestart is not run)";
    throw refusal(
      label,
      `${found}, and there is no ${word ?? "script in it"}`,
      `Build it first${built}, or name the script itself.`,
    );
  }
  return { ...started, script, args, ...(nodeArgs.length === 0 ? {} : { nodeArgs }) };
}

/** An app, and what is to be said of how it is started. */
export type Start = { readonly app: App; readonly note?: string };

/**
 * What `npm start` would run with that package.json, without npm and without a shell; throws `app-not-found`, which begins
 * with the label of where it was named.
 */
export function readStart(path: string, label: string): Start {
  const manifest = manifestAt(path, label);
  const { folder, main, scripts, env } = manifest;
  if (scripts["start"] !== undefined) {
    const beside = scripts["prestart"] === undefined ? "" : `; its prestart, "${scripts["prestart"]}", is not run`;
    const note = `Started as npm start does: "${scripts["start"]}"${beside}.`;
    return { app: fromCommand(scripts["start"], manifest, label), note };
  }
  const script = resolveScript(folder, main) ?? resolveScript(folder, "server.js");
  if (script !== null) return { app: { script, args: [], env, cwd: folder } };
  throw refusal(
    label,
    "its package.json has no start script, and neither its main nor a server.js is there",
    nameTheScript,
  );
}
