import { inProcess, loaderFor } from "./in-process.ts";
import { nodeOptionsFirst, withNodeOptions } from "./node-command.ts";
import { has, leadingOptions, type Options, valuesOf, wordsFrom } from "./options.ts";
import { type Place, type Rule, withEnv, withNote, words } from "./place.ts";
import { typedScriptAt } from "./script-file.ts";

/** Options of ts-node with a value, and by which variable of its own it takes each; null for those that have none. */
const valued: Readonly<Record<string, string | null>> = {
  "-r": null,
  "--require": null,
  "-P": "PROJECT",
  "--project": "PROJECT",
  "-C": "COMPILER",
  "--compiler": "COMPILER",
  "-I": "IGNORE",
  "--ignore": "IGNORE",
  "-O": "COMPILER_OPTIONS",
  "--compiler-options": "COMPILER_OPTIONS",
  "--compilerOptions": "COMPILER_OPTIONS",
  "-D": "IGNORE_DIAGNOSTICS",
  "--ignore-diagnostics": "IGNORE_DIAGNOSTICS",
  "--ignoreDiagnostics": "IGNORE_DIAGNOSTICS",
  "--cwd": "CWD",
  "--dir": "CWD",
  "--scopeDir": "SCOPE_DIR",
  "--scope-dir": "SCOPE_DIR",
  "--transpiler": null,
  "--experimentalSpecifierResolution": null,
  "--experimental-specifier-resolution": null,
};

/** The same without a value. */
const flags: Readonly<Record<string, string | null>> = {
  "-T": "TRANSPILE_ONLY",
  "--transpile-only": "TRANSPILE_ONLY",
  "--transpileOnly": "TRANSPILE_ONLY",
  "--type-check": "TYPE_CHECK",
  "--typeCheck": "TYPE_CHECK",
  "-H": "COMPILER_HOST",
  "--compiler-host": "COMPILER_HOST",
  "--compilerHost": "COMPILER_HOST",
  "--files": "FILES",
  "--pretty": "PRETTY",
  "--skip-project": "SKIP_PROJECT",
  "--skipProject": "SKIP_PROJECT",
  "--skip-ignore": "SKIP_IGNORE",
  "--skipIgnore": "SKIP_IGNORE",
  "--prefer-ts-exts": "PREFER_TS_EXTS",
  "--preferTsExts": "PREFER_TS_EXTS",
  "--log-error": "LOG_ERROR",
  "--logError": "LOG_ERROR",
  "--emit": "EMIT",
  "--scope": "SCOPE",
  "--swc": null,
  "-s": null,
  "--script-mode": null,
  "--scriptMode": null,
  "--cwd-mode": null,
  "--cwdMode": null,
};

function isValued(name: string): boolean {
  return Object.hasOwn(valued, name);
}

function isOfTsNode(name: string): boolean {
  return isValued(name) || Object.hasOwn(flags, name);
}

/** It starts another process only for ES modules. */
export const tsNode: Rule = (rest, at) => {
  const found = leadingOptions(rest, isValued);
  const [script, ...args] = found.rest;
  if (!has(found, "--esm") || script === undefined) return inProcess("ts-node", rest, at);
  const required = valuesOf(found, "-r", "--require").flatMap((module) => ["--require", module]);
  const loader = loaderFor("ts-node/esm", "ts-node", at);
  return words(
    ["node", ...required, "--loader", loader, typedScriptAt(at.folder, script).script, ...args],
    withSettings(found, at),
  );
};

/** What its loader takes by variables; what it takes by its command line alone is said to be left out. */
function withSettings({ options }: Options, from: Place): Place {
  let at = from;
  for (const { name, value = "true" } of options) {
    const variable = valued[name] ?? flags[name];
    const isTold = !["--esm", "-r", "--require"].includes(name);
    if (typeof variable === "string") at = withEnv(at, { [`TS_NODE_${variable}`]: value });
    else if (isTold) at = withNote(at, `without ts-node's ${name}`);
  }
  return at;
}

/** Options of ts-node-dev itself, which watches. */
const ownValued = [
  "--ignore-watch",
  "--watch",
  "--interval",
  "--debounce",
  "--deps-level",
  "--compile-timeout",
  "--cache-directory",
];
const own =
  /^--(?:no-)?(?:respawn|rs|clear|cls|exit-child|poll|notify|tree-kill|quiet|(?:all-)?deps|dedupe|fork|debug|exec-check|error-recompile)$/;

/** `ts-node-dev [options of it, of ts-node and of Node.js] server.ts`. */
export const tsNodeDev: Rule = (rest, at) => {
  const found = nodeOptionsFirst(rest, [...ownValued, ...Object.keys(valued)]);
  const isOwn = (name: string): boolean => ownValued.includes(name) || own.test(name);
  const forNode = found.options.filter(({ name }) => !isOwn(name) && !isOfTsNode(name));
  const place = withNodeOptions({ options: forNode, rest: [] }, withNote(at, "without ts-node-dev"));
  return words(["ts-node", ...wordsFrom(found, isOfTsNode), ...found.rest], place);
};
