import { dirname, join } from "node:path";
import { forever } from "./forever.ts";
import { inProcess, loaderFor } from "./in-process.ts";
import { nestStart } from "./nest.ts";
import { nodeOptionsFirst, withNodeOptions } from "./node-command.ts";
import { nodemon } from "./nodemon.ts";
import { leadingOptions, valuesOf, wordsFrom } from "./options.ts";
import { type Rule, Unfollowed, withEnv, withNote, words } from "./place.ts";
import { pm2 } from "./pm2.ts";
import { scriptAt, typedScriptAt } from "./script-file.ts";
import { tsNode, tsNodeDev } from "./ts-node.ts";

/** Rules for commands that start another process, which then listens: that one is what Broadside starts itself. */

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

const nodeDevValued = ["--debounce", "--deps", "--interval", "--graceful_ipc", "--ignore", "--timestamp"];
const nodeDevFlags = /^--(?:no-)?(?:clear|dedupe|fork|notify|poll|respawn|vm|deps)$/;

/** `node-dev [options of it and of Node.js] server.js`. */
const nodeDev: Rule = (rest, at) => {
  const found = nodeOptionsFirst(rest, nodeDevValued);
  const kept = wordsFrom(found, (name) => !nodeDevValued.includes(name) && !nodeDevFlags.test(name));
  return words(["node", ...kept, ...found.rest], withNote(at, "without node-dev"));
};

const supervisorValued =
  "-w --watch -i --ignore -pid --save-pid -p --poll-interval -e --extensions -x --exec -n --no-restart-on".split(" ");

/** `supervisor [options] server.js`, or `supervisor [options] -- [options of Node.js] server.js arguments`. */
const supervisor: Rule = (rest, at) => {
  const found = leadingOptions(rest, (name) => supervisorValued.includes(name));
  const passed = wordsFrom(found, (name) => /^--(?:harmony|inspect)/.test(name));
  const program = valuesOf(found, "-x", "--exec").at(-1) ?? "node";
  return words([program, ...passed, ...found.rest], withNote(at, "without supervisor"));
};

const babelValued = (
  "-e --eval -p --print -r --require -o --only -i --ignore -x --extensions --config-file --env-name --root-mode" +
  " -w --plugins -b --presets"
).split(" ");

/** `babel-node [options of it and of Node.js] server.js`. */
const babelNode: Rule = (rest, at) => {
  const found = nodeOptionsFirst(rest, babelValued);
  const isOwn = (name: string): boolean => babelValued.includes(name) || name === "--no-babelrc";
  const forNode = found.options.filter(({ name }) => !isOwn(name));
  const place = withNodeOptions({ options: forNode, rest: [] }, at);
  const started = inProcess("babel-node", [...wordsFrom(found, isOwn), ...found.rest], place);
  return { ...started, script: join(dirname(started.script), "_babel-node.js") };
};

/** `nuxt start` and `nuxt preview` start what `nuxt build` made. */
const nuxt: Rule = (rest, at) => {
  const [verb = ""] = rest;
  if (!["start", "preview"].includes(verb)) return inProcess("nuxt", rest, at);
  return { kind: "script", ...scriptAt(at.folder, ".output/server/index.mjs"), args: [], at };
};

export const runners: Readonly<Record<string, Rule>> = {
  tsx: tsx("tsx"),
  esno: tsx("esno"),
  "ts-node": tsNode,
  "ts-node-esm": (rest, at) => tsNode(["--esm", ...rest], at),
  "ts-node-dev": tsNodeDev,
  tsnd: tsNodeDev,
  nodemon,
  "node-dev": nodeDev,
  supervisor,
  "babel-node": babelNode,
  nest: nestStart,
  nuxt,
  nuxi: nuxt,
  ...pm2,
  forever,
};
