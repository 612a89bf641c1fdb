import { resolve } from "node:path";
import { isFile } from "../files.ts";
import { npmVariables } from "../model/index.ts";
import { commandAt } from "./command-file.ts";
import { has, leadingOptions, optionsAnywhere, type Options, valuesOf } from "./options.ts";
import {
  manifestIn,
  type Next,
  type Place,
  type Rule,
  Unfollowed,
  withEnv,
  withNote,
  withSkipped,
  words,
} from "./place.ts";
import { findMember } from "./workspaces.ts";

const folderOptions = ["--prefix", "-C", "--dir", "--cwd"];
const memberOptions = ["-w", "--workspace", "--filter", "-F"];
const severalOptions = ["-ws", "--workspaces", "-r", "--recursive"];

/** Options of package managers with a value of its own; `-w` of pnpm is a flag, and means the workspace's root. */
function takesValue(name: string): boolean {
  return [...folderOptions, ...memberOptions, "--loglevel", "--node-options"].includes(name);
}

/** Where a package manager's options have it work. */
function moved(manager: string, options: Options, at: Place): Place {
  if (has(options, ...severalOptions)) throw new Unfollowed(at, "which starts several packages");
  const [folder] = valuesOf(options, ...folderOptions);
  const nodeOptions = valuesOf(options, "--node-options").at(-1);
  const from = nodeOptions === undefined ? at : withEnv(at, { NODE_OPTIONS: nodeOptions });
  const place = folder === undefined ? from : { ...from, folder: resolve(at.folder, folder) };
  return valuesOf(options, ...memberOptions).reduce((here, named) => inMember(manager, named, here), place);
}

function inMember(manager: string, named: string, at: Place): Place {
  const member = findMember(at.folder, named);
  if (member !== undefined) return { ...at, folder: member.folder };
  throw new Unfollowed(at, `and ${manager} finds no package "${named}" in the workspace of ${at.folder}`);
}

/** A script of the folder's package.json; throws {@link Unfollowed} where there is none, or where it calls itself. */
export function runScript(name: string, args: readonly string[], at: Place): Next {
  const manifest = manifestIn(at.folder);
  const { scripts = {} } = manifest ?? {};
  const line = scripts[name] ?? (name === "start" && isFile(resolve(at.folder, "server.js")) ? "node server.js" : null);
  if (line === null) throw new Unfollowed(at, `and there is no script "${name}" in ${at.folder}/package.json`);
  const key = `${at.folder}:${name}`;
  if (at.scripts.includes(key)) throw new Unfollowed(at, `so the script "${name}" calls itself endlessly`);
  const before = scripts[`pre${name}`];
  const place: Place = {
    ...at,
    env: { ...at.env, ...(manifest === null ? {} : npmVariables(manifest)) },
    scripts: [...at.scripts, key],
    trail: [...at.trail, line],
  };
  const noted =
    before === undefined ? place : withSkipped(place, `npm run pre${name}`, `its pre${name}, "${before}", is not run`);
  return { kind: "line", line, args, at: noted };
}

/** A script of that name, or else a command that a package brings along. */
function scriptOrCommand(name: string, args: readonly string[], at: Place): Next {
  const hasScript = manifestIn(at.folder)?.scripts[name] !== undefined || name === "start";
  return hasScript || commandAt(at.folder, name) === null ? runScript(name, args, at) : words([name, ...args], at);
}

/** npm takes its own options from everywhere before a `--`, and hands on what follows. */
const npm: Rule = (rest, at) => {
  const end = rest.indexOf("--");
  const own = end < 0 ? rest : rest.slice(0, end);
  const after = end < 0 ? [] : rest.slice(end + 1);
  const { options, rest: positionals } = optionsAnywhere(own, takesValue);
  const [verb = "", ...following] = positionals;
  const place = moved("npm", { options, rest: [] }, at);
  if (verb === "start") return runScript(verb, [...following, ...after], place);
  if (["exec", "x"].includes(verb)) return words([...following, ...after], place);
  const [name, ...args] = following;
  if (["run", "run-script", "rum", "urn"].includes(verb) && name !== undefined) {
    return runScript(name, [...args, ...after], place);
  }
  throw new Unfollowed(at, `and "npm ${verb}" starts no server`);
};

/** yarn, pnpm and bun hand on all that follows a script's name. */
function handsOn(manager: string): Rule {
  const isFlag = (name: string): boolean => manager === "pnpm" && name === "-w";
  const take = (all: readonly string[]): Options => leadingOptions(all, (name) => takesValue(name) && !isFlag(name));
  const rule: Rule = (all, from) => {
    const found = take(all);
    const at = noteRuntime(manager, found, moved(manager, found, from));
    const [verb = "install", ...rest] = found.rest;
    if (verb === "run" || verb === "run-script") return rule(rest, at);
    const [first = "", ...following] = rest;
    if (manager === "yarn" && verb === "workspace") return rule(following, inMember(manager, first, at));
    if (verb === "node") return words(["node", ...rest], at);
    if (["exec", "x"].includes(verb)) return words(first === "--" ? following : rest, at);
    if (["dlx", "workspaces"].includes(verb)) throw new Unfollowed(at, `and "${manager} ${verb}" is not followed`);
    if (manager === "bun" && isFile(resolve(at.folder, verb))) {
      throw new Unfollowed(at, "which Bun runs, but Broadside measures Node.js");
    }
    return scriptOrCommand(verb, manager === "yarn" && first === "--" ? following : rest, at);
  };
  return rule;
}

function noteRuntime(manager: string, found: Options, at: Place): Place {
  return manager === "bun" && has(found, "--bun", "-b") ? withNote(at, "by Node.js rather than by Bun") : at;
}

/** `npx COMMAND` and its like: a command of a package that is installed. */
const runsCommand: Rule = (rest, at) => {
  const found = leadingOptions(rest, (name) => ["-p", "--package", "-w", "--workspace", "--prefix"].includes(name));
  if (has(found, "-c", "--call")) throw new Unfollowed(at, "which needs a shell");
  return words(found.rest, moved("npx", { ...found, options: found.options.filter(({ name }) => name !== "-p") }, at));
};

export const packageManagers: Readonly<Record<string, Rule>> = {
  npm,
  yarn: handsOn("yarn"),
  yarnpkg: handsOn("yarn"),
  pnpm: handsOn("pnpm"),
  bun: handsOn("bun"),
  npx: runsCommand,
  pnpx: runsCommand,
  bunx: runsCommand,
};
