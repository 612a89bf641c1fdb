import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { commandAt } from "./command-file.ts";
import { missingCommand } from "./missing-command.ts";
import type { Launch, Place } from "./place.ts";

/** A command that runs the script within its own process. */
export function inProcess(command: string, args: readonly string[], at: Place): Launch {
  const found = commandAt(at.folder, command);
  if (found === null) throw missingCommand(command, at);
  return {
    kind: "script",
    script: found.script,
    isThere: true,
    args,
    at: { ...at, nodeArgs: [...at.nodeArgs, ...found.nodeArgs] },
  };
}

/** Where a package's module is: by its name where the project resolves it, or else beside the command that brings it. */
export function loaderFor(module: string, command: string, at: Place): string {
  try {
    createRequire(join(at.folder, "package.json")).resolve(module);
    return module;
  } catch {
    const found = commandAt(at.folder, command);
    if (found === null) throw missingCommand(command, at);
    return pathToFileURL(createRequire(found.script).resolve(module)).href;
  }
}
