import { extname, join } from "node:path";
import { fieldsIn, fieldsOfFile, textIn } from "./json-file.ts";
import { nodeOptionsFirst } from "./node-command.ts";
import { valuesOf, wordsFrom } from "./options.ts";

/** What nodemon starts: a command with words after it, or else Node.js with options and a script. */
export type Nodemon = {
  readonly exec: string | undefined;
  /** Options of Node.js; its own are left out. */
  readonly options: readonly string[];
  readonly rest: readonly string[];
};

const valued = [
  "--exec",
  "-x",
  "--ext",
  "-e",
  "--watch",
  "-w",
  "--ignore",
  "-i",
  "--delay",
  "-d",
  "--signal",
  "-s",
].concat(["--config", "--cwd", "--polling-interval", "-P"]);
const flags =
  /^(?:-[VLqIC]|--(?:verbose|legacy-watch|js|quiet|exitcrash|no-stdin|on-change-only|no-colou?rs|spawn|dump|no-update-notifier))$/;

/** Its command line, with what its settings say where that does not. */
export function readNodemon(words: readonly string[], folder: string): Nodemon {
  const found = nodeOptionsFirst(words, valued);
  const settings = settingsIn(folder, valuesOf(found, "--config")[0]);
  const script = found.rest[0];
  const rest = script === undefined && settings.script !== undefined ? [settings.script] : found.rest;
  const isTyped = /^\.[cm]?tsx?$/.test(extname(rest[0] ?? ""));
  const [exec = settings.exec ?? (isTyped ? settings.forTyped : undefined)] = valuesOf(found, "--exec", "-x");
  const options = wordsFrom(found, (name) => !valued.includes(name) && !flags.test(name));
  return { exec, options, rest };
}

type Settings = { readonly exec: string | undefined; readonly script: string | undefined; readonly forTyped: string };

/** nodemon.json, or `nodemonConfig` of package.json. */
function settingsIn(folder: string, named = "nodemon.json"): Settings {
  const shared = fieldsIn(fieldsOfFile(join(folder, "package.json"))["nodemonConfig"]);
  const settings = { ...shared, ...fieldsOfFile(join(folder, named)) };
  const forTyped = textIn(fieldsIn(settings["execMap"]), "ts") ?? "ts-node";
  return { exec: textIn(settings, "exec"), script: textIn(settings, "script"), forTyped };
}
