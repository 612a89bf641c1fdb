import { readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { readPackageJson, type PackageJson } from "../package-json.ts";
import { findRoutes, joinPaths, type Route } from "./routes.ts";

/** What was found of a project. Paths are from its folder, and begin with `./`. */
export type Project = {
  /** The script that starts the server; null when none was found. */
  readonly app: { readonly script: string; readonly why: string; readonly isBuilt: boolean } | null;
  readonly routes: readonly Route[];
  readonly usesTypeScript: boolean;
  /** What package.json says of plain `.js` and `.ts` files; null when it says nothing. */
  readonly moduleType: "module" | "commonjs" | null;
  /** The package of this program is among the project's own. */
  readonly hasBroadside: boolean;
};

type Entry = { readonly script: string; readonly why: string };

const folders = ["", "src/", "dist/", "build/", "lib/"];
const names = ["server", "app", "index", "main"];
const endings = [".js", ".mjs", ".cjs", ".ts", ".mts"];
const usualOutDir = "dist";
const looksLikeServer = /\.listen\s*\(|\bcreateServer\s*\(|\bserve\s*\(|\bNestFactory\b/;

/** Files that are followed from the entry, and their size, at most: a look, not an analysis. */
const mostFiles = 100;
const largestBytes = 500_000;

/** Looks at a folder: at its package.json and tsconfig.json, and at the sources that its server is made of. */
export function lookAtProject(folder: string): Project {
  const manifest = manifestOf(folder);
  const outDir = outDirOf(folder);
  const entry = findEntry(folder, manifest, outDir);
  const packages = { ...manifest?.dependencies, ...manifest?.devDependencies };
  const type = manifest?.type;
  return {
    app: entry === null ? null : { ...entry, isBuilt: isFile(join(folder, entry.script)) },
    routes: entry === null ? [] : routesFrom(folder, sourceOf(folder, entry.script, outDir)),
    usesTypeScript: isFile(join(folder, "tsconfig.json")) || "typescript" in packages,
    moduleType: type === "module" || type === "commonjs" ? type : null,
    hasBroadside: "broadside" in packages,
  };
}

function findEntry(folder: string, manifest: PackageJson | null, outDir: string): Entry | null {
  const { main, scripts = {} } = manifest ?? {};
  const start = scriptIn(scripts["start"] ?? "");
  if (start !== null) return { script: dotted(start), why: 'the script "start" of package.json' };
  const common = folders.flatMap((place) => names.flatMap((name) => endings.map((ending) => place + name + ending)));
  const candidates = [
    ...(main === undefined ? [] : [{ script: main, why: '"main" of package.json' }]),
    ...common.map((script) => ({ script, why: "its name, and that it listens" })),
  ];
  const found = candidates.find(({ script }) => looksLikeServer.test(textOf(join(folder, script))));
  if (found === undefined) return null;
  const isBuilt = /\.m?ts$/.test(found.script) && "build" in scripts;
  const script = isBuilt
    ? join(outDir, found.script.replace(/^(?:\.\/)?src\//, "").replace(/ts$/, "js"))
    : found.script;
  return { script: dotted(script), why: found.why };
}

/** `dist/main.js` of `NODE_ENV=production node -r dotenv/config dist/main.js`; null when a command starts no script. */
function scriptIn(command: string): string | null {
  const words = command.split(/\s+/);
  const [script] = words.filter((word) => /^[\w@./-]+\.[cm]?[jt]s$/.test(word)).slice(-1);
  return words.some((word) => /^(?:node|tsx|ts-node|nodemon)$/.test(word)) && script !== undefined ? script : null;
}

/** What is built from a source that is there is looked at in its source: routes can be read from it. */
function sourceOf(folder: string, script: string, outDir: string): string {
  const inside = relative(join(folder, outDir), join(folder, script));
  const sources = ["src", ""].map((place) => join(folder, place, inside.replace(/js$/, "ts")));
  return sources.find((source) => !inside.startsWith("..") && isFile(source)) ?? join(folder, script);
}

/** The routes of a file and of those that it imports, below the paths at which they are mounted. */
function routesFrom(folder: string, entry: string): readonly Route[] {
  const queue = [{ file: entry, prefix: "" }];
  const seen = new Set<string>();
  const found = new Map<string, Route>();
  for (let next = queue.shift(); next !== undefined && seen.size < mostFiles; next = queue.shift()) {
    const { file, prefix } = next;
    if (seen.has(file) || !file.startsWith(folder + sep)) continue;
    seen.add(file);
    const { routes, imports, mounts } = findRoutes(textOf(file));
    for (const { method, path } of routes) {
      const route = { method, path: joinPaths(prefix, path) };
      found.set(`${route.method} ${route.path}`, route);
    }
    for (const specifier of imports) {
      const imported = moduleAt(resolve(dirname(file), specifier));
      if (imported !== null) queue.push({ file: imported, prefix: joinPaths(prefix, mounts.get(specifier) ?? "") });
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

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** What a file holds; nothing when it cannot be read, or is too large to be a source. */
function textOf(path: string): string {
  try {
    const stat = statSync(path);
    return stat.isFile() && stat.size <= largestBytes ? readFileSync(path, "utf8") : "";
  } catch {
    return "";
  }
}

/** Null where there is none that can be read. */
function manifestOf(folder: string): PackageJson | null {
  try {
    return readPackageJson(join(folder, "package.json"));
  } catch {
    return null;
  }
}

/** Where tsconfig.json has the project built: JSON with comments and trailing commas, which within strings are none. */
function outDirOf(folder: string): string {
  const bare = textOf(join(folder, "tsconfig.json")).replaceAll(/("(?:\\.|[^"\\])*")|\/\/.*|\/\*[^]*?\*\//g, "$1");
  const text = bare.replaceAll(/("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/g, "$1");
  try {
    const config: { readonly compilerOptions?: { readonly outDir?: unknown } | null } | null = JSON.parse(text);
    const outDir = config?.compilerOptions?.outDir;
    return typeof outDir === "string" ? outDir : usualOutDir;
  } catch {
    return usualOutDir;
  }
}
