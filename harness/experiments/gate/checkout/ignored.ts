import {
  closeSync,
  type Dir,
  existsSync,
  lstatSync,
  opendirSync,
  openSync,
  readdirSync,
  readSync,
  type Stats,
} from "node:fs";
import { basename, extname, join } from "node:path";
import { isSavedName } from "../../../model/index.ts";
import { gitPaths } from "./git.ts";
import { unlessUnreadable } from "./unreadable.ts";

/** A file or a folder that git ignores, or does not have, as a whole. */
export type Ignored = {
  /** Relative to the top of the repository, without a slash at its end. */
  readonly path: string;
  readonly isFolder: boolean;
  /** Of all files in it; a folder is looked at no further than it takes to know what it is. */
  readonly bytes: number;
  /** A folder with code in it; a file that is code. */
  readonly isCode: boolean;
  /** The file is beside one that it may have been compiled from. */
  readonly isCompiled: boolean;
};

/**
 * What becomes of it in another version: `modules` are installed or shared, `litter` is of tools and of the past,
 * an `output` is built from the version's own files, and a `setting` is the machine's, not the version's.
 */
export type Role = "modules" | "litter" | "output" | "setting" | "large";

/** A database of some size is copied; a folder of films is not. */
const copiedAtMostBytes = 256 * 2 ** 20;

const code = new Set([".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".wasm", ".node"]);
const sources = [".ts", ".mts", ".cts", ".tsx", ".jsx", ".coffee"];

const litter = new Set(
  `.git .cache .turbo .nx .parcel-cache .eslintcache .stylelintcache .prettiercache .idea .vscode .vs .DS_Store Thumbs.db
  .nyc_output .vercel .netlify .serverless .terraform .gradle .venv venv __pycache__ .pytest_cache coverage results
  log logs tmp temp .tmp .temp test-results playwright-report .husky .vite .angular .sass-cache .npm .pnpm-store`.split(
    /\s+/,
  ),
);
const litterFile =
  /(?:\.log|\.tsbuildinfo|\.pid|\.swp|\.swo|\.sock|\.cpuprofile|\.heapsnapshot|~)$|^(?:npm-debug|yarn-error|report\.\d)/;
const modules =
  /(?:^|\/)(?:node_modules|\.yarn\/(?:cache|unplugged|install-state\.gz|build-state\.yml)|\.yarn|\.pnp\.(?:cjs|data\.json|loader\.mjs))$/;

/** Code that is written by hand for one machine. */
const localCode =
  /(?:^|[./_-])(?:local|config|configuration|conf|settings|secrets?|env|credentials?|private|overrides?)(?:[./_-]|$)/i;

export function roleOf({ path, isFolder, bytes, isCode, isCompiled }: Ignored): Role {
  if (modules.test(path)) return "modules";
  const name = basename(path);
  if (litter.has(name) || (!isFolder && litterFile.test(name))) return "litter";
  if (isCompiled || (isCode && (isFolder || !localCode.test(path)))) return "output";
  return bytes > copiedAtMostBytes ? "large" : "setting";
}

/** Whether a file is in a folder of dependencies, or of what tools leave behind. */
export function isNoneOfTheProjects(path: string): boolean {
  return path.split("/").some((name) => modules.test(name) || litter.has(name));
}

/** What git ignores in a repository, folders as a whole where all in them is ignored. Nothing where git does not work. */
export async function ignoredIn(top: string): Promise<readonly Ignored[]> {
  return others(top, ["--ignored"]);
}

/**
 * Settings and data that git neither has nor ignores, as where `.env` was left out of .gitignore. Code that git does not
 * have yet is part of the change.
 */
export async function untrackedSettingsIn(top: string): Promise<readonly Ignored[]> {
  // Otherwise a folder that holds nothing but what git ignores would be one that git does not track.
  return (await others(top, ["--no-empty-directory"])).filter((each) => roleOf(each) === "setting");
}

async function others(top: string, which: readonly string[]): Promise<readonly Ignored[]> {
  const listed = await gitPaths(top, ["ls-files", "-z", "--others", ...which, "--exclude-standard", "--directory"]);
  return listed.flatMap((entry) => {
    // Of a folder in which nothing else is, git lists the files too: each of them is what it is.
    if (entry.endsWith("/") && listed.some((other) => other !== entry && other.startsWith(entry))) return [];
    const path = entry.replace(/\/$/, "");
    if (entry.endsWith("/") && isOfResults(join(top, path))) return [];
    const known = modules.test(path) || litter.has(basename(path));
    return describe(top, path, known);
  });
}

/** Whether a folder is one of Broadside's own results, wherever `--out` put it, or holds nothing but such folders. */
function isOfResults(folder: string): boolean {
  const entries = unlessUnreadable(folder, (place) => readdirSync(place, { withFileTypes: true })) ?? [];
  if (entries.some(({ name }) => isSavedName(name) && isSaved(join(folder, name)))) return true;
  return entries.length > 0 && entries.every((entry) => entry.isDirectory() && isOfResults(join(folder, entry.name)));
}

function isSaved(file: string): boolean {
  return existsSync(file) && unlessUnreadable(file, startOf)?.includes('"broadside/') === true;
}

function startOf(file: string): string {
  const start = Buffer.alloc(200);
  const descriptor = openSync(file, "r");
  try {
    return start.toString("utf8", 0, readSync(descriptor, start));
  } finally {
    closeSync(descriptor);
  }
}

function describe(top: string, path: string, isKnown: boolean): readonly Ignored[] {
  const place = join(top, path);
  const stats = statsOf(place);
  if (stats === null || !(stats.isFile() || stats.isDirectory() || stats.isSymbolicLink())) return [];
  const isFolder = stats.isDirectory();
  const own = { path, isFolder, isCompiled: !isFolder && seemsCompiled(place) };
  if (!isFolder) return [{ ...own, bytes: stats.size, isCode: isCodeFile(path) }];
  return [{ ...own, ...(isKnown ? { bytes: 0, isCode: false } : lookInto(place)) }];
}

function isCodeFile(path: string): boolean {
  return code.has(extname(path).toLowerCase());
}

function seemsCompiled(place: string): boolean {
  const stem = place.replace(/(?:\.d)?\.[^./]+(?:\.map)?$/, "");
  if (!isCodeFile(place) && !place.endsWith(".map")) return false;
  return sources.some((end) => stem + end !== place && existsSync(stem + end));
}

/** Adds up a folder's files until there is code among them, or more than is copied, as far as they can be read. */
function lookInto(folder: string): { readonly bytes: number; readonly isCode: boolean } {
  let bytes = 0;
  const waiting = [folder];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const entries = opened(place);
    if (entries === null) continue;
    try {
      for (let entry = entries.readSync(); entry !== null; entry = entries.readSync()) {
        const path = join(place, entry.name);
        if (entry.isDirectory()) waiting.push(path);
        else if (isCodeFile(path)) return { bytes, isCode: true };
        else bytes += statsOf(path)?.size ?? 0;
        if (bytes > copiedAtMostBytes) return { bytes, isCode: false };
      }
    } finally {
      entries.closeSync();
    }
  }
  return { bytes, isCode: false };
}

/** Null for a folder that this user may not read, such as the volume of a container, or that is no longer there. */
function opened(folder: string): Dir | null {
  return unlessUnreadable(folder, opendirSync);
}

function statsOf(path: string): Stats | null {
  return unlessUnreadable(path, (place) => lstatSync(place));
}
