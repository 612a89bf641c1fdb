import { readdirSync } from "node:fs";
import { basename, dirname, extname, isAbsolute, join, relative } from "node:path";
import { commandAt, nodeScript } from "./command-file.ts";
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
  const [build] = buildCommands(folder);
  const name = "ame the script that starts the server";
  return build === undefined ? `N${name}, such as --app ./server.js` : `Build it first (${build}), or n${name}.`;
}

/** Commands that set variables for the one behind them, which is the server. */
const wrapping = new Set(["dotenv", "dotenvx", "env-cmd", "cross-env"]);

/** The first word of a command line that is a script, with what follows as its arguments; null where there is none. */
function namedIn(line: string, folder: string): string | null {
  for (const { 0: typed, index } of line.matchAll(/\S+/g)) {
    const word = typed.replaceAll(/["';&|()]/g, "");
    if (word === "" || word.startsWith("-") || word.includes("=") || isSettings(word)) continue;
    const args = argumentsIn(line.slice(index + typed.length));
    if (isProgram(word) || wrapping.has(word)) continue;
    const file = looksLikeFile(word) ? typedScriptAt(folder, word) : null;
    if (file?.isThere === true) return typedPath(file.script) + args;
    const command = commandAt(folder, word);
    if (command !== null && args !== "") return typedPath(command.script) + args;
  }
  return null;
}

/** What follows a script, to be typed to the user's own shell, which makes of it what npm's would; nothing where it goes on otherwise. */
function argumentsIn(rest: string): string {
  const args = rest.trim();
  const isOne = !/[;&|<>()`]/.test(args) && /^(?:[^"']|"[^"]*"|'[^']*')*$/.test(args);
  return args === "" || !isOne ? "" : ` -- ${args}`;
}

function isSettings(word: string): boolean {
  return /\.config\.[cm]?[jt]s$|\.json$/.test(word);
}

/** Whether it is a program of the system's by its path, such as /usr/bin/node, rather than a script. */
function isProgram(word: string): boolean {
  return isAbsolute(word) && extname(word) === "" && nodeScript(word) === null;
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

type Manager = { readonly build: string; readonly install: string };

/** Package managers by the lock file that they write. */
const managers: readonly (readonly [lock: string, manager: Manager])[] = [
  ["package-lock.json", { build: "npm run build", install: "npm ci" }],
  ["npm-shrinkwrap.json", { build: "npm run build", install: "npm ci" }],
  ["pnpm-lock.yaml", { build: "pnpm build", install: "pnpm install" }],
  ["yarn.lock", { build: "yarn build", install: "yarn install" }],
  ["bun.lock", { build: "bun run build", install: "bun install" }],
  ["bun.lockb", { build: "bun run build", install: "bun install" }],
];

/** By the lock file of a folder, or of one above it; npm where there is none. */
export function managerOf(folder: string): Manager {
  const found = managers.find(([lock]) => isFile(join(folder, lock)))?.[1];
  if (found !== undefined) return found;
  return dirname(folder) === folder ? { build: "npm run build", install: "npm install" } : managerOf(dirname(folder));
}

/** How the user builds the project: by its script, with the package manager whose lock file is there. */
export function buildCommands(folder: string): readonly string[] {
  return manifestIn(folder)?.scripts["build"] === undefined ? [] : [managerOf(folder).build];
}
