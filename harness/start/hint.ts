import { readdirSync } from "node:fs";
import { basename, dirname, extname, join, relative } from "node:path";
import { shellWord } from "../command-line.ts";
import { commandAt } from "./command-file.ts";
import { findEntry } from "./entry.ts";
import { manifestIn, type Place } from "./place.ts";
import { isFile, typedScriptAt } from "./script-file.ts";
import { workspaceMembers } from "./workspaces.ts";

/** A path as one types it. */
export function typedPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  if (fromHere === "") return ".";
  return fromHere.startsWith("..") ? (fromHere.startsWith("../../..") ? path : fromHere) : `./${fromHere}`;
}

/** What to type in place of a start script that cannot be followed, by the files of the project. */
export function whatToType({ folder, trail }: Place): string {
  const members = workspaceMembers(folder).filter((member) => member.start !== undefined && member.folder !== folder);
  const named = namedIn(trail.at(-1) ?? "", folder);
  if (named !== null) return `Name the script itself: --app ${named}`;
  if (members.length > 0) {
    return `Name the script, or the package: ${members.map((member) => `--app ${typedPath(member.folder)}`).join(" or ")}`;
  }
  const entry = findEntry(folder);
  if (entry !== null) return `Name the script itself: --app ${typedPath(entry.script)}`;
  return "Name the script that starts the server, built if need be, such as --app ./dist/server.js";
}

/** The first word of a command line that is a script, with what follows as its arguments; null where there is none. */
function namedIn(line: string, folder: string): string | null {
  const words = line.split(/\s+/).map((word) => word.replaceAll(/["';&|()]/g, ""));
  for (const [index, word] of words.entries()) {
    if (word === "" || word.startsWith("-") || word.includes("=")) continue;
    const file = looksLikeFile(word) ? typedScriptAt(folder, word) : null;
    if (file?.isThere === true) return typedPath(file.script);
    const command = commandAt(folder, word);
    const args = words.slice(index + 1);
    const isPlain = args.every((arg) => /^[\w./:=@-]+$/.test(arg));
    if (command !== null && isPlain && args.length > 0) {
      return `${typedPath(command.script)} -- ${args.map(shellWord).join(" ")}`;
    }
  }
  return null;
}

function looksLikeFile(word: string): boolean {
  return word.includes("/") || /^\.[cm]?[jt]sx?$/.test(extname(word));
}

/** Where a script of that name is instead, or was looked for; null where none is near. */
export function nearTo(script: string, folder: string): string | null {
  const name = basename(script, extname(script));
  const places = [
    dirname(script),
    ...["dist", "build", "dist/src", "out", "lib", "src", "bin", "."].map((place) => join(folder, place)),
  ];
  const found = places.flatMap((place) => namedLike(place, name)).find((path) => path !== script);
  return found === undefined ? null : typedPath(found);
}

function namedLike(folder: string, name: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.replace(/\.[cm]?[jt]sx?$/, "").toLowerCase() === name.toLowerCase())
      .map((file) => join(folder, file))
      .filter(isFile);
  } catch {
    return [];
  }
}

/** How the user builds the project: by its script, with the package manager whose lock file is there. */
export function buildCommands(folder: string): readonly string[] {
  const { build } = manifestIn(folder)?.scripts ?? {};
  if (build === undefined) return [];
  const locks = { "pnpm-lock.yaml": "pnpm build", "yarn.lock": "yarn build", "bun.lock": "bun run build" };
  const found = Object.entries(locks).find(([lock]) => isFile(join(folder, lock)))?.[1];
  return [found ?? "npm run build"];
}
