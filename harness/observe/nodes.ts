import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import type { NodeBinary } from "../model/index.ts";

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
 * Where a Node.js usually lies: in the project that a folder is in (npm's package `node`, under whatever name that begins
 * so), and with nvm, fnm, Volta and n.
 */
function usualPlaces(from: string, env: NodeJS.ProcessEnv): readonly Place[] {
  const home = env["HOME"] ?? homedir();
  const data = env["XDG_DATA_HOME"] ?? join(home, ".local/share");
  return [
    ...ancestors(from).map((folder) => ({
      folder,
      patterns: ["node_modules/node*/bin/node", "node_modules/.bin/node"],
    })),
    { folder: env["NVM_DIR"] ?? join(home, ".nvm"), patterns: ["versions/node/*/bin/node"] },
    { folder: env["FNM_DIR"] ?? join(data, "fnm"), patterns: ["node-versions/*/installation/bin/node"] },
    { folder: env["VOLTA_HOME"] ?? join(home, ".volta"), patterns: ["tools/image/node/*/bin/node"] },
    { folder: env["N_PREFIX"] ?? "/usr/local", patterns: ["n/versions/node/*/bin/node"] },
  ];
}

/** Every Node.js that is found without a search: that of the project, the running one, those on the PATH and of managers. */
export function findNodes(from: string, env: NodeJS.ProcessEnv = process.env): readonly NodeBinary[] {
  const inPlaces = usualPlaces(from, env).flatMap(({ folder, patterns }) =>
    patterns.flatMap((pattern) => globSync(pattern, { cwd: folder }).map((path) => join(folder, path))),
  );
  const onPath = (env["PATH"] ?? "")
    .split(delimiter)
    .flatMap((folder) => (folder === "" ? [] : [join(folder, "node")]));
  return [...new Set([process.execPath, ...inPlaces, ...onPath])].flatMap((path) => {
    const answer = askForVersion(path);
    return answer.kind === "node" ? [{ version: answer.version, path }] : [];
  });
}
