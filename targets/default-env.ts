import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseEnv } from "node:util";

/**
 * What the app's processes have in their environment where nothing else sets it: `NODE_ENV=production`, unless one of
 * the files of variables does that Node.js is started with, over which the environment would win.
 */
export function defaultEnv(nodeArgs: readonly string[], folder: string): { readonly NODE_ENV?: "production" } {
  return envFiles(nodeArgs).some((file) => setsNodeEnv(resolve(folder, file))) ? {} : { NODE_ENV: "production" };
}

function envFiles(nodeArgs: readonly string[]): readonly string[] {
  return nodeArgs.flatMap((option, index) => {
    const [, joined] = /^--env-file(?:-if-exists)?=(.*)$/.exec(option) ?? [];
    if (joined !== undefined) return [joined];
    return /^--env-file(?:-if-exists)?$/.test(nodeArgs[index - 1] ?? "") ? [option] : [];
  });
}

function setsNodeEnv(path: string): boolean {
  try {
    return parseEnv(readFileSync(path, "utf8"))["NODE_ENV"] !== undefined;
  } catch {
    // That it is not there, Node.js itself says.
    return false;
  }
}
