import { basename, join } from "node:path";
import { isNoneOfTheProjects } from "./ignored.ts";
import { entriesOf, packageAt } from "./project.ts";

/** Folders in which package managers keep each package beside its own dependencies: a node_modules for each. */
const stores = new Set([".pnpm", ".store", ".bun", ".deno", "unplugged"]);

/**
 * What package managers and tools keep in node_modules for themselves, beside what is litter anywhere: commands, stores, what
 * another manager had installed (pnpm's `.ignored`), module federation's and bundlers' caches.
 */
const ofTools =
  /^\.(?:bin|hooks|staging|store|bun|deno|pnpm|yarn|ignored|vite|vitest|astro|mf|federation)(?:[._-].*)?$|[._-](?:cache|tmp|temp)$/;

function isOfTools(name: string): boolean {
  return ofTools.test(name) || isNoneOfTheProjects(name);
}

/** Whether a file of node_modules is below a folder that no package manager made, as clients of databases are. */
export function isGenerated(path: string): boolean {
  const [, name] = /^.*\/node_modules\/(\.[^/]+)\//.exec(path) ?? [];
  return name !== undefined && !isOfTools(name);
}

/**
 * Folders in an installation that belong to no package, such as Prisma's `node_modules/.prisma`: code that was generated there
 * from the project's own files.
 */
export function generatedIn(installation: string): readonly string[] {
  const names = entriesOf(installation).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  if (stores.has(basename(installation))) {
    return names.flatMap((name) => generatedIn(join(installation, name, "node_modules")));
  }
  return names.flatMap((name) => {
    const path = join(installation, name);
    if (stores.has(name)) return generatedIn(path);
    return name.startsWith(".") && !isOfTools(name) && !isRetired(path) ? [path] : [];
  });
}

/** npm moves a package aside while it replaces it, and leaves it there where it is interrupted: `.express-x8Kq2hZd`. */
function isRetired(path: string): boolean {
  const name = packageAt(join(path, "package.json"))?.name;
  return name !== undefined && basename(path).startsWith(`.${name}-`);
}
