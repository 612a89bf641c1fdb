import { dirname, join, relative, resolve, sep } from "node:path";
import { BroadsideError } from "../errors.ts";
import { findEntry, isOfFramework, textOf } from "../start/entry.ts";
import { manifestIn } from "../start/place.ts";
import { literalsOf } from "../start/named-script.ts";
import { findStart, insteadOfStart, lineOf, variablesOf } from "../start/read-start.ts";
import { isFile } from "../files.ts";
import { outDirOf } from "../start/tsconfig.ts";
import { joinPaths } from "./join-paths.ts";
import { findRoutes, type Route } from "./routes.ts";

/** What was found of a project. Paths are from its folder, and begin with `./`. */
export type Project = {
  readonly app: ProjectApp;
  readonly routes: readonly Route[];
  readonly usesTypeScript: boolean;
  /** What package.json says of plain `.js` and `.ts` files; null when it says nothing. */
  readonly moduleType: "module" | "commonjs" | null;
  /** The package of this program is among the project's own. */
  readonly hasBroadside: boolean;
};

/** What starts the server, or why nothing was found that does. */
export type ProjectApp =
  | {
      readonly kind: "found";
      readonly script: string;
      readonly why: string;
      /** How Node.js is started with it; null where it is just the script. */
      readonly line: string | null;
      readonly note: string | undefined;
      readonly isBuilt: boolean;
    }
  /** The script that a start script names which cannot be followed, with what of the start script holds for it. */
  | {
      readonly kind: "named";
      readonly script: string;
      readonly env: Readonly<Record<string, string>>;
      readonly args: readonly string[];
      readonly found: string;
    }
  | { readonly kind: "none"; readonly found: string; readonly hint: string };

const endings = [".js", ".mjs", ".cjs", ".ts", ".mts"];
const usualOutDir = "dist";

/** Files that are followed from the entry at most: a look, not an analysis. */
const mostFiles = 100;

/** Looks at a folder: at what it starts, and at the sources that its server is made of. */
export function lookAtProject(folder: string): Project {
  const manifest = manifestIn(folder);
  const packages = { ...manifest?.dependencies, ...manifest?.devDependencies };
  const type = manifest?.type;
  const app = findApp(folder);
  return {
    app,
    routes: app.kind === "none" ? [] : routesOf(folder, app.script),
    usesTypeScript: isFile(join(folder, "tsconfig.json")) || "typescript" in packages,
    moduleType: type === "module" || type === "commonjs" ? type : null,
    hasBroadside: "broadside" in packages,
  };
}

/** What Broadside sets by itself. */
function isUsual([name, value]: readonly [name: string, value: string]): boolean {
  return name === "NODE_ENV" && value === "production";
}

/** By the reader of `--app .`, so that what is written is what runs. */
function findApp(folder: string): ProjectApp {
  try {
    const { app, why, isBuilt, note } = findStart(join(folder, "package.json"), "package.json");
    const script = dotted(relative(folder, app.script));
    const isPlain = app.args.length === 0 && (app.nodeArgs ?? []).length === 0 && variablesOf(app).every(isUsual);
    const isHere = app.cwd === folder && !script.startsWith("./..");
    return { kind: "found", script, why, isBuilt, note, line: isPlain && isHere ? null : lineOf(app) };
  } catch (error) {
    if (!(error instanceof BroadsideError)) throw error;
    const named = manifestIn(folder) === null ? null : insteadOfStart(folder);
    if (named !== null) {
      const script = dotted(relative(folder, named.script));
      return { kind: "named", script, ...literalsOf(named), found: error.message };
    }
    const entry = isFile(join(folder, "package.json")) ? null : findEntry(folder);
    if (entry === null) return { kind: "none", found: error.message, hint: error.hint };
    const script = dotted(relative(folder, entry.script));
    return { kind: "found", script, why: entry.why, isBuilt: true, note: undefined, line: null };
  }
}

/** What is built from a source that is there is looked at in its source: routes can be read from it. */
function sourceOf(folder: string, script: string): string {
  const outDir = outDirOf(join(folder, "tsconfig.json")) ?? join(folder, usualOutDir);
  const inside = relative(outDir, join(folder, script));
  const sources = ["src", ""].map((place) => join(folder, place, inside.replace(/js$/, "ts")));
  return sources.find((source) => !inside.startsWith("..") && isFile(source)) ?? join(folder, script);
}

function routesOf(folder: string, script: string): readonly Route[] {
  const source = sourceOf(folder, script);
  return isOfFramework(folder, source) ? [] : routesFrom(folder, source);
}

/** A file that is read, below a path; `above` are the files by which it came to be, the entry first. */
type Reading = {
  readonly file: string;
  readonly prefix: string;
  readonly isMounted: boolean;
  readonly above: readonly string[];
};

/** What is mounted comes first: of a file that others import for something else, it says what its routes are below. */
function takeNext(queue: Reading[]): Reading | undefined {
  const mounted = queue.findIndex(({ isMounted }) => isMounted);
  return queue.splice(Math.max(0, mounted), 1)[0];
}

/** The routes of a file and of those that it imports, below each path at which they are mounted. */
function routesFrom(folder: string, entry: string): readonly Route[] {
  const queue: Reading[] = [{ file: entry, prefix: "", isMounted: false, above: [] }];
  const seen = new Set<string>();
  const found = new Map<string, Route>();
  let read = 0;
  for (let next = takeNext(queue); next !== undefined && read < mostFiles; next = takeNext(queue)) {
    const { file, prefix, isMounted, above } = next;
    const isKnown = seen.has(isMounted ? `${file} ${prefix}` : file);
    if (isKnown || above.includes(file) || !file.startsWith(folder + sep)) continue;
    seen.add(file).add(`${file} ${prefix}`);
    read += 1;
    const { routes, imports, mounts } = findRoutes(textOf(file));
    for (const { method, path } of routes) {
      const route = { method, path: joinPaths(prefix, path) };
      found.set(`${route.method} ${route.path}`, route);
    }
    for (const specifier of imports) {
      const imported = moduleAt(resolve(dirname(file), specifier));
      if (imported === null) continue;
      for (const place of mounts.get(specifier) ?? [""]) {
        const reached = { file: imported, prefix: joinPaths(prefix, place), above: [...above, file] };
        queue.push({ ...reached, isMounted: mounts.has(specifier) });
      }
    }
  }
  return [...found.values()];
}

/** The file that a specifier means, whichever way the project leaves endings out. */
function moduleAt(path: string): string | null {
  const plain = path.replace(/\.[cm]?js$/, "");
  const tried = [
    path,
    ...endings.map((ending) => plain + ending),
    ...endings.map((ending) => join(path, `index${ending}`)),
  ];
  return tried.find(isFile) ?? null;
}

function dotted(script: string): string {
  return `./${script.replace(/^(?:\.\/)+/, "")}`;
}
