import { readdirSync } from "node:fs";
import { basename, dirname, extname, join, relative } from "node:path";
import { isFile } from "../files.ts";
import { shellWord, wordsOf } from "../command-line.ts";
import { isNpmVariable } from "../model/index.ts";
import { mask, masked, maskedVariable, typeAgain } from "../secrets.ts";
import { findEntry } from "./entry.ts";
import { type Named, namedIn } from "./named-script.ts";
import { manifestIn, type Place } from "./place.ts";
import { workspaceMembers } from "./workspaces.ts";

/** A path as one types it. */
export function typedPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  if (fromHere === "") return ".";
  return fromHere.startsWith("..") ? (fromHere.startsWith("../../..") ? path : fromHere) : `./${fromHere}`;
}

/** The script that a start script which cannot be followed names, or else that the project has; null where none is found. */
export function scriptInstead({ folder, trail }: Place): Named | null {
  const named = namedIn(trail.at(-1) ?? "", folder);
  if (named !== null || membersOf(folder).length > 0) return named;
  const entry = findEntry(folder);
  return entry === null ? null : { script: entry.script, variables: [], args: [] };
}

/** What to type in place of a start script that cannot be followed, by the files of the project. */
export function whatToType(place: Place): string {
  const { folder } = place;
  const instead = scriptInstead(place);
  if (instead !== null) return `Name the script itself: ${typedApp(instead, place)}`;
  const members = membersOf(folder);
  if (members.length > 0) {
    return `Name the script, or the package: ${members.map((member) => `--app ${shellWord(typedPath(member.folder))}`).join(" or ")}`;
  }
  const [build] = buildCommands(folder);
  const name = "ame the script that starts the server";
  return build === undefined ? `N${name}, such as --app ./server.js` : `Build it first (${build}), or n${name}.`;
}

function membersOf(folder: string): ReturnType<typeof workspaceMembers> {
  return workspaceMembers(folder).filter((member) => member.start !== undefined && member.folder !== folder);
}

/** The options that start it, with the variables of the place, over which its own win. */
function typedApp({ script, variables, args }: Named, { env }: Place): string {
  const given = Object.entries(env).filter(
    ([name]) => !isNpmVariable(name) && !variables.some((word) => word.startsWith(`${name}=`)),
  );
  const settings = [
    ...given.map((variable) => shellWord(maskedVariable(variable).join("="))),
    ...variables.map(typedVariable),
  ];
  const rest = args.length === 0 ? [] : ["--", ...args.map(masked)];
  const line = ["--app", shellWord(typedPath(script)), ...settings.flatMap((each) => ["--env", each]), ...rest].join(
    " ",
  );
  return line.includes(mask) ? `${line} ${typeAgain}` : line;
}

/** A variable that a script sets, for the user's shell to take as npm's would. */
function typedVariable(word: string): string {
  const taken = wordsOf(word);
  if ("words" in taken) return taken.words.map((each) => shellWord(masked(each))).join(" ");
  const shown = masked(word.replaceAll(/([=:])~(?=[/:]|$)/g, "$1$HOME"));
  return /["']/.test(shown) ? shown : `"${shown}"`;
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
