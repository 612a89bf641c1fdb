import { existsSync } from "node:fs";
import { extname, join, resolve } from "node:path";
import { takesValue } from "../../targets/valued-options.ts";
import { fieldsIn, type Fields, fieldsOfFile, textIn, variablesIn } from "./json-file.ts";
import { leadingOptions, ownOptions, valuesOf } from "./options.ts";
import { type Rule, withEnv, withNote, words } from "./place.ts";

const valued =
  "--exec -x --ext -e --watch -w --ignore -i --delay -d --signal -s --config --cwd --polling-interval -P".split(" ");
const flags =
  /^(?:-[VLqIC]|--(?:verbose|legacy-watch|js|quiet|exitcrash|no-stdin|on-change-only|no-colou?rs|spawn|dump|no-update-notifier))$/;

/**
 * What nodemon starts: a command, or else Node.js, with the words that are none of its own options, in their order. So
 * options of Node.js may stand before the script although nodemon's own stand between. What watches files is left out.
 */
export const nodemon: Rule = (all, from) => {
  const found = ownOptions(
    all,
    (name) => valued.includes(name) || flags.test(name),
    (name) => valued.includes(name),
  );
  const folder = resolve(from.folder, valuesOf(found, "--cwd").at(-1) ?? ".");
  const settings = settingsIn(folder, valuesOf(found, "--config").at(-1));
  const named = found.rest.find((word) => existsSync(resolve(folder, word))) ?? wordAfterOptions(found.rest);
  const script = named ?? textIn(settings, "script");
  const rest = named === undefined && script !== undefined ? [...found.rest, script] : found.rest;
  const exec = valuesOf(found, "--exec", "-x").at(-1) ?? textIn(settings, "exec") ?? execFor(script, settings);
  const at = withEnv(withNote({ ...from, folder }, "without nodemon"), variablesIn(settings["env"]));
  if (exec !== undefined) return { kind: "line", line: exec, args: rest, at };
  return words(["node", ...rest, ...(script === undefined ? ["."] : [])], at);
};

function wordAfterOptions(all: readonly string[]): string | undefined {
  return leadingOptions(all, takesValue).rest[0];
}

/** nodemon.json, or `nodemonConfig` of package.json. */
function settingsIn(folder: string, named = "nodemon.json"): Fields {
  const shared = fieldsIn(fieldsOfFile(join(folder, "package.json"))["nodemonConfig"]);
  return { ...shared, ...fieldsOfFile(join(folder, named)) };
}

/** The command for a script by its ending. */
function execFor(script: string | undefined, settings: Fields): string | undefined {
  const commands = fieldsIn(settings["execMap"]);
  const ending = extname(script ?? "");
  const typed = /^\.[cm]?tsx?$/.test(ending) ? (textIn(commands, "ts") ?? "ts-node") : undefined;
  return textIn(commands, ending.slice(1)) ?? typed;
}
