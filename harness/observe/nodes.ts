import { spawnSync } from "node:child_process";
import { existsSync, globSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import type { NodeBinary } from "../model/index.ts";
import { packageFolder } from "./manifest.ts";

/** How long a program may take to say its version. */
const answerMillis = 5_000;

/** What a program says of itself: the version of Node.js that it is, or what else came of asking it. */
export type NodeAnswer =
  | { readonly kind: "node"; readonly version: string }
  | { readonly kind: "other"; readonly said: string }
  | { readonly kind: "not-run"; readonly why: string };

export function askForVersion(path: string): NodeAnswer {
  const { stdout, error, signal } = spawnSync(path, ["--version"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    timeout: answerMillis,
    killSignal: "SIGKILL",
  });
  if (error !== undefined) return { kind: "not-run", why: "code" in error ? String(error.code) : error.message };
  const said = stdout.trim();
  const version = /^v(\d+\.\d+\.\d+\S*)$/.exec(said)?.[1];
  if (version !== undefined) return { kind: "node", version };
  return { kind: "other", said: signal === null ? said : `nothing: it was ended by ${signal}` };
}

type Place = { readonly folder: string; readonly patterns: readonly string[] };

function ancestors(folder: string): readonly string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...ancestors(parent)];
}

/**
 * A folder and those that it is in, up to the root of its project: the nearest with a .git, above the packages of a
 * workspace, or else the nearest with a package.json. The folder alone where there is neither.
 */
function projectFolders(from: string): readonly string[] {
  const folders = ancestors(from);
  const nearest = (name: string): number => folders.findIndex((folder) => existsSync(join(folder, name)));
  const root = [".git", "package.json"].map(nearest).find((index) => index >= 0) ?? 0;
  return folders.slice(0, root + 1);
}

/**
 * Where a Node.js usually lies: in the project that a folder is in, and Broadside's own (npm's package `node`, under
 * whatever name that begins so), and with nvm, fnm, Volta and n.
 */
function usualPlaces(from: string, env: NodeJS.ProcessEnv): readonly Place[] {
  const home = env["HOME"] ?? homedir();
  const data = env["XDG_DATA_HOME"] ?? join(home, ".local/share");
  return [
    ...[...projectFolders(from), packageFolder()].map((folder) => ({
      folder,
      patterns: ["node_modules/node*/bin/node", "node_modules/.bin/node"],
    })),
    { folder: env["NVM_DIR"] ?? join(home, ".nvm"), patterns: ["versions/node/*/bin/node"] },
    { folder: env["FNM_DIR"] ?? join(data, "fnm"), patterns: ["node-versions/*/installation/bin/node"] },
    { folder: env["VOLTA_HOME"] ?? join(home, ".volta"), patterns: ["tools/image/node/*/bin/node"] },
    { folder: env["N_PREFIX"] ?? "/usr/local", patterns: ["n/versions/node/*/bin/node"] },
  ];
}

/**
 * Every Node.js that is found without a search, under the first of its paths: the running one, the project's and Broadside's
 * own, those of managers and those on the PATH.
 */
export function findNodes(from: string, env: NodeJS.ProcessEnv = process.env): readonly NodeBinary[] {
  const inPlaces = usualPlaces(from, env).flatMap(({ folder, patterns }) =>
    patterns.flatMap((pattern) => globSync(pattern, { cwd: folder }).map((path) => join(folder, path))),
  );
  const onPath = (env["PATH"] ?? "")
    .split(delimiter)
    .flatMap((folder) => (folder === "" ? [] : [join(folder, "node")]));
  const programs = [process.execPath, ...inPlaces, ...onPath].filter((path) => existsSync(path));
  return [...Map.groupBy(programs, (path) => realpathSync(path)).values()].flatMap(([path = ""]) => {
    const answer = askForVersion(path);
    return answer.kind === "node" ? [{ version: answer.version, path }] : [];
  });
}
