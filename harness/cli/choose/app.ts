import { accessSync, constants, existsSync, statSync } from "node:fs";
import { basename, dirname, extname, join, relative, resolve, sep } from "node:path";
import { shellWord } from "../../command-line.ts";
import { isFolder } from "../../files.ts";
import { BroadsideError, systemCodeOf } from "../../errors.ts";
import type { App } from "../../model/index.ts";
import { nearTo } from "../../start/hint.ts";
import { readStart, type Start } from "../../start/read-start.ts";

/** Options that say more about `--app`, as they were given. */
export type AppArguments = {
  readonly cwd?: string | undefined;
  readonly env?: readonly (readonly [name: string, value: string])[] | undefined;
  readonly "app-port"?: number | undefined;
  readonly "pool-variable"?: string | undefined;
  /** What follows a bare `--`: the app's own arguments. */
  readonly "--"?: readonly string[] | undefined;
};

/** Those that were given, as they are typed. */
export function appOptionsGiven(argv: AppArguments): readonly string[] {
  const names = (["cwd", "env", "app-port", "pool-variable"] as const).filter((name) => argv[name] !== undefined);
  return [...names.map((name) => `--${name}`), ...(argv["--"] === undefined ? [] : ["--"])];
}

function chooseCwd(folder: string): string {
  const path = resolve(folder);
  if (isFolder(path)) return path;
  throw new BroadsideError("bad-option", `--cwd ${folder}: there is no such folder`, "Name the folder to start it in.");
}

function isReadableFile(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function isForbidden(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return false;
  } catch (error) {
    return systemCodeOf(error) === "EACCES";
  }
}

/**
 * A server of the user's own: a script as it is, or what `npm start` would run in a folder with a package.json.
 * Throws `app-not-found`, which begins with the label of where it was named.
 */
export function chooseApp(named: string, label = `--app ${named}`): Start {
  const path = resolve(named);
  if (isFolder(path)) return readStart(join(path, "package.json"), label);
  const near = existsSync(path) ? null : nearTo(path, process.cwd());
  const such = shellWord(near ?? "./server.js");
  const right = `Name the script that starts the server, such as ${such}, or the folder of its package.json.`;
  if (/^https?:\/\//.test(named)) {
    throw new BroadsideError(
      "app-not-found",
      `${label}: this is a URL, not a script`,
      `To measure a server that is running: --external-url ${shellWord(named)}`,
    );
  }
  if (isForbidden(path)) {
    throw new BroadsideError(
      "app-not-found",
      `${label}: this user cannot read it`,
      `Check who owns it (ls -l ${shellWord(path)}), and make it readable for this user or run as its owner.`,
    );
  }
  if (!isReadableFile(path))
    throw new BroadsideError("app-not-found", `${label}: no such file, or not readable`, right);
  if (basename(path) === "package.json") return readStart(path, label);
  if (extname(path) === ".json")
    throw new BroadsideError("app-not-found", `${label}: this is data, not a script`, right);
  return { app: { script: path, args: [], env: {} } };
}

/**
 * The script from the top of the repository that it is in, if any; of a package that is installed, below the folder that
 * packages are in, of which some package managers have one for each version.
 */
function pathInRepository(script: string, folder = dirname(script)): Pick<App, "path"> {
  const installed = script.split(sep).lastIndexOf("node_modules");
  if (installed >= 0) return { path: script.split(sep).slice(installed).join("/") };
  if (existsSync(join(folder, ".git"))) return { path: relative(folder, script).split(sep).join("/") };
  return dirname(folder) === folder ? {} : pathInRepository(script, dirname(folder));
}

/** The same with what the command line says of it; throws `bad-option`. */
export function withAppOptions(app: App, argv: AppArguments): App {
  const { cwd, "app-port": port, "pool-variable": poolVariable } = argv;
  return {
    ...app,
    ...pathInRepository(app.script),
    args: [...app.args, ...(argv["--"] ?? [])],
    env: { ...app.env, ...Object.fromEntries(argv.env ?? []) },
    ...(cwd === undefined ? {} : { cwd: chooseCwd(cwd) }),
    ...(port === undefined ? {} : { port }),
    ...(poolVariable === undefined ? {} : { poolVariable }),
  };
}
