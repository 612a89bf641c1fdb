import { globSync } from "node:fs";
import { basename, isAbsolute, resolve } from "node:path";
import { isFile, isFolder } from "../files.ts";
import { type Matches, stepsOf, withVariables, wordsOf } from "../command-line.ts";
import { commandAt, nodeScript } from "./command-file.ts";
import { environmentAt } from "./env-files.ts";
import { whatToType } from "./hint.ts";
import { missingCommand } from "./missing-command.ts";
import { nodeCommand } from "./node-command.ts";
import { packageManagers } from "./package-manager.ts";
import { type Launch, type Next, type Place, Unfollowed, withEnv, withNote, withSkipped } from "./place.ts";
import { runners } from "./runners.ts";
import { several } from "./several.ts";
import { isShellScript, shells, shellScript } from "./shell-script.ts";
import { takeVariables } from "./variables.ts";
import { wrappers } from "./wrappers.ts";

const rules = new Map(
  Object.entries({
    ...wrappers,
    ...packageManagers,
    ...runners,
    ...several,
    ...shells,
    node: nodeCommand,
    nodejs: nodeCommand,
  }),
);

/** Commands that one may lead to before it is a script, at most: wrappers within wrappers. */
const longest = 50;

/** Follows a command until it is a script for Node.js; throws {@link Unfollowed}. */
export function follow(first: Next): Launch {
  let next = first;
  for (let count = 0; count < longest; count++) {
    if (next.kind === "script") return next;
    next = next.kind === "line" ? lastStep(next.line, next.args, next.at) : followWords(next.words, next.at);
  }
  throw new Unfollowed(first.at, "and it leads from one command to another endlessly");
}

/** Of what a shell would run one after the other, the last is what stays: what precedes it is not run, and said. */
function lastStep(line: string, args: readonly string[], from: Place): Next {
  const { steps, pipes } = stepsOf(line);
  let at = from;
  for (const step of steps.slice(0, -1)) at = passedOver(step, at);
  const [pipe] = pipes;
  if (pipe !== undefined) at = withNote(at, `its output does not go through "${pipe}"`);
  return { kind: "words", words: [...wordsIn(steps.at(-1) ?? "", at), ...args], at };
}

function wordsIn(step: string, at: Place): readonly string[] {
  const { command, missing } = filledIn(step, at);
  const taken = wordsOf(command, matchesIn(at));
  if ("words" in taken) return taken.words;
  const [name] = missing;
  if (name !== undefined) {
    const remedy = `Set ${name} before the command you type. Or: ${whatToType(at)}`;
    throw new Unfollowed(at, `and ${name}, which it reads from its environment, is not set`, { remedy });
  }
  throw new Unfollowed(at, `which needs a shell, because of ${taken.shellOnly}`);
}

/** A shell's pattern has no "**": it is a "*". */
function matchesIn({ folder }: Place): Matches {
  return (pattern) => globSync(pattern.replaceAll(/\*+/g, "*"), { cwd: folder }).length > 0;
}

function filledIn(step: string, at: Place): ReturnType<typeof withVariables> {
  const environment = environmentAt(at);
  return withVariables(step, (name) => environment[name]);
}

/** What a step before the last means for it: a folder, variables; or it is left out. */
function passedOver(step: string, at: Place): Place {
  const taken = wordsOf(filledIn(step, at).command, matchesIn(at));
  const [program, ...rest] = "words" in taken ? taken.words : [];
  const [first] = rest;
  if (program === "cd" && first !== undefined) {
    const folder = resolve(at.folder, first);
    if (!isFolder(folder)) throw new Unfollowed(at, `and there is no folder ${first}`);
    return { ...at, folder };
  }
  if (program === "export") return withEnv(at, takeVariables(rest).env);
  return withSkipped(at, step, `"${step}" before it is not run`);
}

function followWords(all: readonly string[], from: Place): Next {
  const { env, rest } = takeVariables(all);
  const at = withEnv(from, env);
  const [program, ...following] = rest;
  if (program === undefined) throw new Unfollowed(at, "which starts no program");
  if (program === "cross-env-shell") throw new Unfollowed(at, "which needs a shell");
  const [, modules = "", inModules] = /^(.*?)node_modules\/\.bin\/([^/]+)$/.exec(program) ?? [];
  const name = inModules ?? (isAbsolute(program) && rules.has(basename(program)) ? basename(program) : program);
  const rule = rules.get(name);
  if (rule !== undefined) return rule(following, at);
  const path = resolve(at.folder, name);
  if (name.includes("/") && isShellScript(path)) return shellScript(path, following, at);
  const found = name.includes("/") ? nodeScript(path) : commandAt(resolve(at.folder, modules), name);
  if (found === null) throw name.includes("/") ? missingFile(name, at) : missingCommand(name, at);
  const nodeArgs = [...at.nodeArgs, ...found.nodeArgs];
  return { kind: "script", script: found.script, isThere: true, args: following, at: { ...at, nodeArgs } };
}

function missingFile(name: string, at: Place): Unfollowed {
  const isThere = isFile(resolve(at.folder, name));
  return new Unfollowed(at, `and ${name} is ${isThere ? "not a Node.js script" : "not there"}`);
}
