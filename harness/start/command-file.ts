import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { isFile } from "../files.ts";
import { readPackageJson } from "../package-json.ts";
import { pnpCommandAt } from "./pnp.ts";
import { type CommandFile, firstLineOf } from "./script-file.ts";

/**
 * The script behind a command that a package of the project, or of a folder above it, brings along: by the manifest of
 * the package, or by what package managers put into node_modules/.bin. Null where there is none that Node.js runs.
 */
export function commandAt(folder: string, command: string): CommandFile | null {
  if (!/^[\w.-]+$/.test(command)) return null;
  return inModulesAbove(folder, command) ?? pnpCommandAt(folder, command);
}

function inModulesAbove(folder: string, command: string): CommandFile | null {
  const modules = join(folder, "node_modules");
  const found = [...behindEntry(join(modules, ".bin"), command), ...byManifest(modules, command)]
    .map(nodeScript)
    .find((script) => script !== null);
  if (found !== undefined) return found;
  return dirname(folder) === folder ? null : inModulesAbove(dirname(folder), command);
}

/** A file that Node.js runs: by its first line, or by its ending where it has no such line. */
export function nodeScript(path: string): CommandFile | null {
  if (!isFile(path)) return null;
  const firstLine = firstLineOf(path);
  const [, options] = /^#!.*\bnode(?:js)?(?:\s+(.*?))?\s*$/.exec(firstLine) ?? [];
  const isNode = firstLine.startsWith("#!") ? /^#!.*\bnode/.test(firstLine) : /\.[cm]?js$/.test(path);
  if (!isNode) return null;
  return { script: realpathSync(path), nodeArgs: options?.split(/\s+/).filter((word) => word !== "") ?? [] };
}

/** What an entry of .bin stands for: itself, a link, or what the shell script of pnpm, bun or Windows runs. */
function behindEntry(bin: string, command: string): readonly string[] {
  const path = join(bin, command);
  if (!existsSync(path)) return [];
  const text = readFileSync(path, "utf8");
  if (!/^#!.*\bsh\b/.test(text)) return [path];
  const named = [...text.matchAll(/[/'"](\.\.\/[^"'\n]+|\/[^"'$\n]+)(?=["'])/g)].map(([, target = ""]) =>
    resolve(bin, target),
  );
  return named.filter((target) => !target.endsWith("/node"));
}

/** The packages beside the project whose manifest has a command of that name. */
function byManifest(modules: string, command: string): readonly string[] {
  return packagesIn(modules).flatMap((folder) => {
    try {
      const { name, bin } = readPackageJson(join(folder, "package.json"));
      const script = typeof bin === "string" ? { [name?.replace(/^@[^/]+\//, "") ?? ""]: bin }[command] : bin[command];
      return script === undefined ? [] : [join(folder, script)];
    } catch {
      return [];
    }
  });
}

function packagesIn(modules: string): readonly string[] {
  if (!existsSync(modules)) return [];
  const names = readdirSync(modules).filter((name) => !name.startsWith("."));
  return names.flatMap((name) =>
    name.startsWith("@")
      ? readdirSync(join(modules, name)).map((own) => join(modules, name, own))
      : [join(modules, name)],
  );
}
