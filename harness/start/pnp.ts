import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { dirname, extname, join, relative } from "node:path";
import { isFile } from "../files.ts";
import { inheritedEnvironment } from "../inherited.ts";
import { type CommandFile } from "./script-file.ts";

/** How long the lookup of a command may take. */
const patienceMillis = 10_000;

const names = [".pnp.cjs", ".pnp.js"];
const ending = extname(import.meta.filename);
const reader = join(import.meta.dirname, `pnp-reader${ending}`);

/**
 * The file by which Yarn resolves packages without node_modules, for a folder below it; null where there is none, or where
 * packages are nearer in node_modules, such as below a file that was left in the home folder.
 */
export function pnpFileAbove(folder: string): string | null {
  const found = names.map((name) => join(folder, name)).find(isFile);
  if (found !== undefined) return found;
  if (hasPackages(join(folder, "node_modules"))) return null;
  return dirname(folder) === folder ? null : pnpFileAbove(dirname(folder));
}

/** Tools keep caches in node_modules, by names that begin with a dot, where Yarn has no packages there. */
function hasPackages(modules: string): boolean {
  try {
    return readdirSync(modules).some((name) => !name.startsWith("."));
  } catch {
    return false;
  }
}

/** Options by which Node.js, started in the folder, resolves packages as Yarn does; none for a project with node_modules. */
export function pnpOptions(folder: string): readonly string[] {
  const file = pnpFileAbove(folder);
  if (file === null) return [];
  const typed = (path: string): string => `./${relative(folder, path)}`.replace(/^\.\/\.\./, "..");
  const loader = join(dirname(file), ".pnp.loader.mjs");
  return ["--require", typed(file), ...(isFile(loader) ? ["--experimental-loader", typed(loader)] : [])];
}

/** The script of a command of the project's packages, within Yarn's archives; null where there is none that Yarn's file tells. */
export function pnpCommandAt(folder: string, command: string): CommandFile | null {
  const file = pnpFileAbove(folder);
  if (file === null) return null;
  try {
    const script = execFileSync(process.execPath, ["--require", file, reader, folder, command], {
      encoding: "utf8",
      env: inheritedEnvironment(),
      timeout: patienceMillis,
      stdio: ["ignore", "pipe", "ignore"],
    });
    return script === "" ? null : { script, nodeArgs: [] };
  } catch {
    return null;
  }
}
