import { readFileSync } from "node:fs";
import { isAbsolute, relative, resolve } from "node:path";
import { parseEnv } from "node:util";
import { isFile } from "../files.ts";
import { inheritedEnvironment } from "../inherited.ts";
import { type EnvFile, type Place, type Variables, withEnv } from "./place.ts";

/** Those of the files that are there, as Node.js reads them. */
export function readEnvFiles(names: readonly string[], { folder }: Place): readonly EnvFile[] {
  return names
    .filter((name) => isFile(resolve(folder, name)))
    .map((name) => {
      const text = textOf(resolve(folder, name));
      return { folder, name, text, values: defined(parseEnv(text)) };
    });
}

/** Nothing of a file that this user may not read: Node.js itself says so when it starts. */
function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function defined(env: NodeJS.Dict<string>): Variables {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** What files set together; the last that sets a variable wins. */
export function valuesIn(files: readonly EnvFile[]): Variables {
  return Object.assign({}, ...files.map(({ values }) => values));
}

/** What a program at a place finds in its environment. */
export function environmentAt({ env, envFiles }: Place): Variables {
  return { ...valuesIn(envFiles), ...defined(inheritedEnvironment()), ...env };
}

/**
 * Files of variables go to Node.js itself, which reads them anew at every boot: what they hold is in no report. Only what
 * the program that reads them gives the app otherwise than Node.js would is given as variables.
 * @param files the last that sets a variable wins
 * @param given what the program gives the app, by the names in the files
 */
export function withEnvFiles(at: Place, files: readonly EnvFile[], given: Variables): Place {
  const byNode = { ...valuesIn(files), ...environmentAt(at) };
  const otherwise = Object.entries(given).filter(([name, value]) => byNode[name] !== value);
  return withEnv({ ...at, envFiles: [...files, ...at.envFiles] }, Object.fromEntries(otherwise));
}

/** Options of Node.js for the files, as these are named from the folder that it is started in. */
export function envFileOptions({ folder, envFiles }: Place): readonly string[] {
  return envFiles.map((file) => {
    const path = isAbsolute(file.name) ? file.name : relative(folder, resolve(file.folder, file.name));
    return `--env-file=${path}`;
  });
}
