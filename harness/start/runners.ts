import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { commandAt } from "./command-file.ts";
import { managed, startListed } from "./ecosystem.ts";
import { missingCommand } from "./missing-command.ts";
import { nestStart } from "./nest.ts";
import { nodeOptionsFirst } from "./node-command.ts";
import { readNodemon } from "./nodemon.ts";
import { has, leadingOptions, optionsAnywhere, valuesOf, wordsFrom } from "./options.ts";
import { type Place, type Rule, Unfollowed, withEnv, withNote, words } from "./place.ts";
import { scriptAt, typedScriptAt } from "./script-file.ts";

/** Rules for commands that start another process, which then listens: that one is what Broadside starts itself. */

/** Where a package's module is: by its name where the project resolves it, or else beside the command that brings it. */
function loaderFor(module: string, command: string, at: Place): string {
  try {
    createRequire(join(at.folder, "package.json")).resolve(module);
    return module;
  } catch {
    const found = commandAt(at.folder, command);
    if (found === null) throw missingCommand(command, at);
    return pathToFileURL(createRequire(found.script).resolve(module)).href;
  }
}

/** `tsx [watch] [options of node] server.ts`: Node.js with tsx's loader. */
const tsx =
  (command: string): Rule =>
  (rest, at) => {
    const all = rest[0] === "watch" ? rest.slice(1) : rest;
    const own = ["--tsconfig", "--include", "--exclude", "--ignore"];
    const found = nodeOptionsFirst(all, own);
    const [script, ...args] = found.rest;
    if (script === undefined) throw new Unfollowed(at, "and there is no script in it");
    const [tsconfig] = valuesOf(found, "--tsconfig");
    const options = wordsFrom(found, (name) => ![...own, "--no-cache", "--clear-screen"].includes(name));
    const place = tsconfig === undefined ? at : withEnv(at, { TSX_TSCONFIG_PATH: tsconfig });
    const nodeArgs = ["--import", loaderFor("tsx", command, at)];
    return words(
      ["node", ...nodeArgs, ...options, typedScriptAt(at.folder, script).script, ...args],
      rest === all ? place : withNote(place, "without watch"),
    );
  };

/** It starts another process only for ES modules. */
const tsNode: Rule = (rest, at) => {
  const valued = ["-r", "--require", "-P", "--project", "-C", "--compiler", "-I", "--ignore", "-O", "--cwd", "-D"];
  const long = ["--compiler-options", "--compilerOptions", "--ignore-diagnostics", "--scopeDir", "--transpiler"];
  const found = leadingOptions(rest, (name) => [...valued, ...long].includes(name));
  const [script, ...args] = found.rest;
  if (!has(found, "--esm") || script === undefined) return inProcess("ts-node", rest, at);
  const loader = loaderFor("ts-node/esm", "ts-node", at);
  return words(["node", "--loader", loader, typedScriptAt(at.folder, script).script, ...args], at);
};

/** A command that runs the script within its own process. */
function inProcess(command: string, args: readonly string[], at: Place): ReturnType<Rule> {
  const found = commandAt(at.folder, command);
  if (found === null) throw missingCommand(command, at);
  return {
    kind: "script",
    script: found.script,
    isThere: true,
    args,
    at: { ...at, nodeArgs: [...at.nodeArgs, ...found.nodeArgs] },
  };
}

const tsNodeDev: Rule = (rest, at) => {
  const valued = [
    "--ignore-watch",
    "--watch",
    "--interval",
    "--debounce",
    "--deps-level",
    "--dir",
    "--compile-timeout",
  ];
  const passed = ["-P", "--project", "-r", "--require", "-C", "--compiler", "-O", "-I", "--ignore", "-D"];
  const own =
    /^--(?:respawn|rs|clear|cls|exit-child|poll|(?:no-)?notify|tree-kill|quiet|(?:all-)?deps|dedupe|fork|debug|error-recompile|inspect.*)$/;
  const found = leadingOptions(rest, (name) => [...valued, ...passed].includes(name));
  const kept = wordsFrom(found, (name) => !own.test(name) && !valued.includes(name));
  return words(["ts-node", ...kept, ...found.rest], withNote(at, "without ts-node-dev"));
};

/** What watches files is left out. */
const nodemon: Rule = (rest, at) => {
  const own = readNodemon(rest, at.folder);
  const place = withNote(at, "without nodemon");
  if (own.exec !== undefined) return { kind: "line", line: own.exec, args: own.rest, at: place };
  return words(["node", ...own.options, ...(own.rest.length === 0 ? ["."] : own.rest)], place);
};

const babelNode: Rule = (rest, at) => {
  const started = inProcess("babel-node", rest, at);
  return started.kind === "script" ? { ...started, script: join(dirname(started.script), "_babel-node.js") } : started;
};

/** `nuxt start` and `nuxt preview` start what `nuxt build` made. */
const nuxt: Rule = (rest, at) => {
  const [verb = ""] = rest;
  if (!["start", "preview"].includes(verb)) return inProcess("nuxt", rest, at);
  return { kind: "script", ...scriptAt(at.folder, ".output/server/index.mjs"), args: [], at };
};

/** Options of PM2 and forever with a value in the next word. */
const valued = "-i --instances -n --name -o --output -e --error -l --log --env --only --cwd --max-memory-restart".split(
  " ",
);

/** A manager of processes: Broadside starts the workers itself. */
const processManager =
  (command: string): Rule =>
  (rest, at) => {
    const all = rest[0] === "start" ? rest.slice(1) : rest;
    const end = all.indexOf("--");
    const { options, rest: named } = optionsAnywhere(end < 0 ? all : all.slice(0, end), (name) =>
      valued.includes(name),
    );
    const [script] = named;
    if (script === undefined) throw new Unfollowed(at, "which starts nothing");
    const place = withNote(at, `without ${command}`);
    if (/(?:\.config\.[cm]?js|\.json)$/.test(script)) {
      const found = { options, rest: [] };
      return startListed(script, valuesOf(found, "--only")[0], valuesOf(found, "--env")[0], place);
    }
    if (/\.ya?ml$/.test(script)) throw new Unfollowed(at, `and what ${script} lists is for ${command} to start`);
    const args = end < 0 ? [] : all.slice(end + 1);
    return words([...managed(script, [], at), ...args], place);
  };

export const runners: Readonly<Record<string, Rule>> = {
  tsx: tsx("tsx"),
  esno: tsx("esno"),
  "ts-node": tsNode,
  "ts-node-esm": (rest, at) => tsNode(["--esm", ...rest], at),
  "ts-node-dev": tsNodeDev,
  tsnd: tsNodeDev,
  nodemon,
  "node-dev": (rest, at) => words(["node", ...rest], withNote(at, "without node-dev")),
  "babel-node": babelNode,
  nest: nestStart,
  nuxt,
  nuxi: nuxt,
  pm2: processManager("pm2"),
  "pm2-runtime": processManager("pm2-runtime"),
  forever: processManager("forever"),
};
