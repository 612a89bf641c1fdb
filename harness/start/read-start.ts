import { isForNodeOptions, joinNodeOptions } from "../../targets/node-options.ts";
import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { shellCommand, shellWord, type Variable } from "../command-line.ts";
import { BroadsideError, messageOf } from "../errors.ts";
import { type App, isNpmVariable, npmVariables } from "../model/index.ts";
import { readPackageJson } from "../package-json.ts";
import { masked, shownCommand } from "../secrets.ts";
import { envFileOptions } from "./env-files.ts";
import { findEntry } from "./entry.ts";
import { follow } from "./follow.ts";
import { buildCommands, nearTo, scriptInstead, typedPath, whatToType } from "./hint.ts";
import type { Named } from "./named-script.ts";
import { runScript } from "./package-manager.ts";
import { type Launch, manifestIn, type Place, Unfollowed } from "./place.ts";
import { pnpOptions } from "./pnp.ts";

/** An app, what it is called where that is said, and what is to be said of how it is started. */
export type Start = { readonly app: App; readonly called?: string; readonly note?: string };

/** The same of a folder: by what it was found, and whether it is there or needs to be built. */
export type Found = Start & {
  readonly why: string;
  readonly isBuilt: boolean;
  /** The commands that were followed, the start script first; none where there is no such script. */
  readonly trail: readonly string[];
};

function manifestError(path: string, label: string, error: unknown): BroadsideError {
  const found = existsSync(path) ? `its package.json cannot be read: ${messageOf(error)}` : "it has no package.json";
  return new BroadsideError("app-not-found", `${label}: ${found}`, whatToType(placeOf(dirname(path))));
}

function placeOf(folder: string): Place {
  return { folder, env: {}, envFiles: [], nodeArgs: [], notes: [], skipped: [], trail: [], scripts: [] };
}

/** `its start script is "npm run prod", which is "node server.js"`. */
function describeTrail([first, ...more]: readonly string[]): string {
  return `its start script is "${first}"${more.map((line) => `, which is "${line}"`).join("")}`;
}

/** The variables that it is started with, but for those that npm sets. */
export function variablesOf({ env }: App): readonly Variable[] {
  return Object.entries(env).filter(([name]) => !isNpmVariable(name));
}

function wordsOf({ script, args, nodeArgs = [], cwd = process.cwd() }: App): readonly string[] {
  return ["node", ...nodeArgs, relative(cwd, script), ...args];
}

/** How a script is typed from its folder, with its variables and options, for a person to see. */
export function lineOf(app: App): string {
  return shownCommand(wordsOf(app), variablesOf(app));
}

function appOf({ script, args, at }: Launch): App {
  const nodeArgs = [...pnpOptions(at.folder), ...envFileOptions(at), ...at.nodeArgs];
  return {
    script,
    args,
    env: at.env,
    cwd: at.folder,
    ...(nodeArgs.length === 0 ? {} : { nodeArgs }),
    ...(at.skipped.length === 0 ? {} : { skipped: at.skipped }),
  };
}

function noteOf({ trail, notes }: Place, app: App): string {
  const [first, ...more] = trail;
  const asWritten = shellCommand(wordsOf(app), variablesOf(app)) === trail.at(-1);
  const via = more.length === 0 && asWritten ? "" : `, with ${lineOf(app)}`;
  return `Started as npm start does: "${first}"${via}${notes.map((note) => `; ${note}`).join("")}.`;
}

/**
 * What `npm start` would run with that package.json, without npm and without a shell, whether it is built or not.
 * Throws `app-not-found`, which begins with the label of where it was named.
 */
export function findStart(path: string, label: string): Found {
  const folder = dirname(path);
  const place = placeOf(folder);
  const manifest = readManifest(path, label);
  const { name: called, scripts } = manifest;
  const named = called === undefined ? {} : { called };
  if (scripts["start"] !== undefined) {
    const launch = followed(place, label);
    const app = appOf(launch);
    const why = 'the script "start" of package.json';
    return {
      app,
      ...named,
      why,
      isBuilt: launch.isThere,
      trail: launch.at.trail,
      note: noteOf(launch.at, app),
    };
  }
  const entry = findEntry(folder);
  if (entry === null) {
    const found =
      "its package.json has no start script, and there is no main file, no server.js and no script that listens";
    throw new BroadsideError("app-not-found", `${label}: ${found}`, whatToType(place));
  }
  const env = npmVariables(manifest);
  const nodeArgs = pnpOptions(folder);
  const app: App = { script: entry.script, args: [], env, cwd: folder, ...(nodeArgs.length === 0 ? {} : { nodeArgs }) };
  return {
    app,
    ...named,
    why: entry.why,
    isBuilt: true,
    trail: [],
    note: `Started with ${lineOf(app)}, found by ${entry.why}.`,
  };
}

function readManifest(path: string, label: string): ReturnType<typeof readPackageJson> {
  try {
    return readPackageJson(path);
  } catch (error) {
    throw manifestError(path, label, error);
  }
}

function followed(place: Place, label: string): Launch {
  try {
    return follow(runScript("start", [], place));
  } catch (error) {
    if (!(error instanceof Unfollowed)) throw error;
    const { at, message, remedy } = error;
    const hint = whichOf(error) ?? remedy ?? whatToType(at);
    throw new BroadsideError("app-not-found", `${label}: ${describeTrail(at.trail)}, ${message}`, hint);
  }
}

/** What is named in place of a start script that cannot be followed; null where it can be, and where nothing is found. */
export function insteadOfStart(folder: string): Named | null {
  try {
    follow(runScript("start", [], placeOf(folder)));
    return null;
  } catch (error) {
    if (error instanceof Unfollowed) return scriptInstead(error.at);
    throw error;
  }
}

/** What a package calls itself, for the script that it starts or names; nothing for another. */
export function packageNameFor(script: string, folder: string): Pick<Start, "called"> {
  const { name } = manifestIn(folder) ?? {};
  return name !== undefined && startedIn(folder) === script ? { called: name } : {};
}

/** By folder: following a start script may mean to read the settings of a process manager, which are programs. */
const started = new Map<string, string | undefined>();

function startedIn(folder: string): string | undefined {
  if (!started.has(folder)) started.set(folder, scriptOfStart(folder));
  return started.get(folder);
}

function scriptOfStart(folder: string): string | undefined {
  try {
    return findStart(join(folder, "package.json"), "package.json").app.script;
  } catch (error) {
    if (error instanceof BroadsideError) return insteadOfStart(folder)?.script;
    throw error;
  }
}

/** The scripts that are started side by side, as far as each can be followed; null where none can. */
function whichOf({ beside, at }: Unfollowed): string | null {
  const named = beside.flatMap((line) => {
    try {
      const app = appOf(follow({ kind: "line", line, args: [], at }));
      const { nodeArgs = [] } = app;
      if (!nodeArgs.every(isForNodeOptions)) {
        return [
          `--app ${shellWord(typedPath(at.folder))} once its package.json has "start": ${JSON.stringify(masked(line))}`,
        ];
      }
      const options = nodeArgs.length === 0 ? [] : [["NODE_OPTIONS", joinNodeOptions(nodeArgs)] as const];
      const words = [
        "--app",
        typedPath(app.script),
        ...[...variablesOf(app), ...options].flatMap(([name, value]) => ["--env", `${name}=${value}`]),
      ];
      return [shownCommand([...words, ...(app.args.length === 0 ? [] : ["--", ...app.args])])];
    } catch (error) {
      if (error instanceof Unfollowed) return [];
      throw error;
    }
  });
  return named.length === 0 ? null : `Name the script of the server: ${[...new Set(named)].join(" or ")}`;
}

/** The same, which is there; throws `app-not-found` where it must be built first. */
export function readStart(path: string, label: string): Start {
  const { app, isBuilt, trail, ...start } = findStart(path, label);
  if (isBuilt) return { app, ...start };
  const folder = app.cwd ?? dirname(path);
  throw new BroadsideError(
    "app-not-found",
    `${label}: ${describeTrail(trail)}, and there is no ${relative(folder, app.script)}`,
    whatIsMissing(app.script, folder, app.skipped ?? []),
  );
}

function whatIsMissing(script: string, folder: string, skipped: readonly string[]): string {
  const builds = [...skipped.map((each) => `${each} is not run for you`), ...buildCommands(folder)];
  const found = nearTo(script, folder);
  // What is compiled seldom runs by stripping its types.
  const near = builds.length > 0 && found !== null && /\.[cm]?tsx?$/.test(found) ? null : found;
  const instead = near === null ? "name the script itself" : `name the script itself, such as --app ${shellWord(near)}`;
  const [build] = builds;
  return build === undefined ? `${instead.replace(/^n/, "N")}.` : `Build it first (${build}), or ${instead}.`;
}
