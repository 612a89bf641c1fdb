import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { importsOf, type Import } from "./imports.ts";
import { tokensOf } from "./tokens.ts";

/** Source text by path from the root, with forward slashes. */
export type Sources = ReadonlyMap<string, string>;

/** What the files of a folder may import beside each other. */
export type Room = {
  /**
   * A folder, with a slash at its end, or one file; `*` stands for any one folder, each of which is a room of its own. Of
   * several that hold a file the longest decides.
   */
  readonly of: string;
  /** Folders and files of ours; what `*` stands for in `of` it stands for here too. */
  readonly modules: readonly string[];
  /** The same, but only by `import type`. */
  readonly types?: readonly string[];
  readonly packages: readonly string[];
  /** Modules of Node.js, without `node:`. */
  readonly node: "any" | readonly string[];
};

/** Something that code may not do, as a pattern over its tokens with a space between each two. */
export type Ban = {
  readonly what: string;
  readonly pattern: RegExp;
  /** Where it is forbidden; everywhere when absent. */
  readonly within?: readonly string[];
  readonly except: readonly string[];
};

const skipped = /^(?:\.|(?:node_modules|test|examples|results|dist|coverage)$|dist\.tmp)/;

/** Every source file below a folder but for tests, installed packages and what is generated. */
export function readSources(root: URL): Sources {
  const files = (folder: string): readonly string[] =>
    readdirSync(new URL(folder, root), { withFileTypes: true }).flatMap((entry) => {
      if (skipped.test(entry.name)) return [];
      if (entry.isDirectory()) return files(`${folder}${entry.name}/`);
      return /\.[cm]?[jt]s$/.test(entry.name) ? [folder + entry.name] : [];
    });
  return new Map(files("./").map((path) => [path.slice(2), readFileSync(new URL(path, root), "utf8")]));
}

/** Each import that the rooms forbid, as a sentence. */
export function findImportBreaches(sources: Sources, rooms: readonly Room[], computed: readonly string[]): string[] {
  return [...sources].flatMap(([path, source]) => {
    const held = roomOf(path, rooms);
    if (held === undefined) return [`${path} belongs to no folder that has a rule`];
    return importsOf(source).flatMap((one) => {
      if (one.from === null) {
        return computed.includes(path) ? [] : [`${path} computes what it imports, so that it cannot be checked`];
      }
      return isAllowed(path, one, one.from, held, rooms) ? [] : [`${path} may not import ${one.from}`];
    });
  });
}

/** A room with the part of a path that it holds, by which rooms of one row are told apart. */
type Held = { readonly room: Room; readonly part: string };

function roomOf(path: string, rooms: readonly Room[]): Held | undefined {
  return rooms
    .flatMap((room): readonly Held[] => {
      const part = heldBy(room.of, path);
      return part === null ? [] : [{ room, part }];
    })
    .sort((a, b) => b.part.length - a.part.length || b.room.of.length - a.room.of.length)[0];
}

/** The length of a path that a place holds; null where it holds none of it. */
function heldBy(place: string, path: string): string | null {
  const pattern = place
    .split("*")
    .map((part) => RegExp.escape(part))
    .join("[^/]+");
  return new RegExp(`^${pattern}${place.endsWith("/") ? "" : "$"}`).exec(path)?.[0] ?? null;
}

/** What `*` stands for. */
function wildcardIn(of: string, part: string): string {
  const at = of.split("/").indexOf("*");
  return part.split("/")[at] ?? "*";
}

/** Whether a place, as a rule names it, holds a path. */
export function holds(place: string, path: string): boolean {
  return heldBy(place, path) !== null;
}

function isAllowed(path: string, one: Import, from: string, held: Held, rooms: readonly Room[]): boolean {
  const { room, part } = held;
  if (from.startsWith("node:")) return room.node === "any" || room.node.includes(from.slice("node:".length));
  if (!from.startsWith(".")) return room.packages.includes(packageOf(from));
  const target = resolve(path, from);
  const places = one.typeOnly ? [...room.modules, ...(room.types ?? [])] : room.modules;
  const there = roomOf(target, rooms);
  if (there?.room === room && there.part === part) return true;
  const own = wildcardIn(room.of, part);
  return places.some((place) => holds(place.replace("*", own), target));
}

function resolve(path: string, from: string): string {
  return posix.join(posix.dirname(path), from);
}

/** `csv-stringify` of `csv-stringify/sync`, `@scope/name` of `@scope/name/part`. */
function packageOf(from: string): string {
  return from
    .split("/")
    .slice(0, from.startsWith("@") ? 2 : 1)
    .join("/");
}

/** Each use of something banned, as a sentence. */
export function findBanned(sources: Sources, bans: readonly Ban[]): string[] {
  return [...sources].flatMap(([path, source]) => {
    const code = spelledOut(source);
    const isIn = (places: readonly string[]): boolean => places.some((place) => holds(place, path));
    return bans
      .filter(({ within, except }) => (within === undefined || isIn(within)) && !isIn(except))
      .filter(({ pattern }) => pattern.test(code))
      .map(({ what }) => `${path} ${what}`);
  });
}

/** The code alone: its tokens with a space between each two, and of its texts only those that could name something. */
function spelledOut(source: string): string {
  return tokensOf(source)
    .map(({ kind, text }) => (kind === "string" ? `"${/^[\w:/]*$/.test(text) ? text : ""}"` : text))
    .join(" ");
}

/** Imports that lead back to where they began, such as `a.ts → b.ts → a.ts`, those of types included. */
export function findCycles(sources: Sources): string[] {
  const finished = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path].join(" → "));
    if (trail.includes(path) || finished.has(path)) return;
    for (const next of neighboursOf(path, sources)) visit(next, [...trail, path]);
    finished.add(path);
  };
  for (const path of sources.keys()) visit(path, []);
  return cycles;
}

/** Files that no import leads to from the entries. */
export function findOrphans(sources: Sources, entries: readonly string[]): string[] {
  const reached = new Set<string>(entries);
  for (const path of reached) for (const next of neighboursOf(path, sources)) reached.add(next);
  return [...sources.keys()].filter((path) => !reached.has(path));
}

function neighboursOf(path: string, sources: Sources): readonly string[] {
  const imports = importsOf(sources.get(path) ?? "");
  const targets = imports.flatMap(({ from }) => (from?.startsWith(".") === true ? [resolve(path, from)] : []));
  return targets.filter((target) => sources.has(target));
}

/** Packages that are imported and not depended on, and the other way round. */
export function findPackageBreaches(sources: Sources, dependencies: readonly string[]): string[] {
  const imports = [...sources.values()].flatMap(importsOf).flatMap(({ from }) => from ?? []);
  const outside = imports.filter((from) => !from.startsWith(".") && !from.startsWith("node:"));
  const imported = new Set(outside.map(packageOf));
  return [
    ...[...imported].filter((name) => !dependencies.includes(name)).map((name) => `${name} is not a dependency`),
    ...dependencies.filter((name) => !imported.has(name)).map((name) => `${name} is never imported`),
  ];
}
