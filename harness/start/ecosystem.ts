import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { shellWord } from "../command-line.ts";
import { fieldsIn, type Fields, textIn } from "./json-file.ts";
import { type Next, type Place, Unfollowed, withEnv, words } from "./place.ts";
import { isFile, scriptAt } from "./script-file.ts";
import { isShellScript } from "./shell-script.ts";

/** How long a file of settings may take to say what is in it. */
const patienceMillis = 10_000;

/** Says as JSON, on its last line, what a module of the user's exports: as PM2 does, it is run. */
const sayExported = `const { default: exported } = await import(process.argv[1]);
process.stdout.write("\\n" + JSON.stringify(exported));`;

/** What PM2's file of settings lists is started as PM2 starts it: the one app of it, or the one that is named. */
export function startListed(file: string, named: string | undefined, stage: string | undefined, at: Place): Next {
  const apps = appsIn(file, at);
  const chosen = named === undefined ? apps : apps.filter((app) => textIn(app, "name") === named);
  const [app] = chosen;
  const script = app === undefined ? undefined : textIn(app, "script");
  if (app === undefined || script === undefined) throw new Unfollowed(at, `and ${file} lists no app with a script`);
  if (chosen.length > 1) {
    const scripts = chosen.flatMap((each) => textIn(each, "script") ?? []);
    const beside = scripts.map((each) => `node ${shellWord(each)}`);
    throw new Unfollowed(at, `and ${file} lists ${chosen.length} apps`, { beside });
  }
  const folder = resolve(at.folder, textIn(app, "cwd") ?? ".");
  const env = { ...variablesIn(app["env"]), ...(stage === undefined ? {} : variablesIn(app[`env_${stage}`])) };
  const options = listed(app["node_args"] ?? app["interpreter_args"]);
  const [program] = listed(app["interpreter"] ?? app["exec_interpreter"]);
  const place = withEnv({ ...at, folder }, env);
  const started = program === undefined ? managed(script, options, place) : by(program, script, options, place);
  return words([...started, ...listed(app["args"])], place);
}

/** What a manager of processes runs for a name: a script by Node.js, a shell's by a shell, a command as it is. */
export function managed(script: string, options: readonly string[], { folder }: Place): readonly string[] {
  const file = scriptAt(folder, script);
  if (!file.isThere && !script.includes("/")) return [script];
  return isShellScript(file.script) ? ["sh", file.script] : ["node", ...options, script];
}

/** The same by an interpreter that is named; "none" is for what the system itself can run. */
function by(program: string, script: string, options: readonly string[], { folder }: Place): readonly string[] {
  if (program !== "none") return [program, ...options, script];
  const file = resolve(folder, script);
  return [isFile(file) ? file : script];
}

function appsIn(file: string, at: Place): readonly Fields[] {
  const exported = fieldsIn(settingsIn(file, at));
  const apps = exported["apps"] ?? exported;
  return (Array.isArray(apps) ? apps : [apps]).map(fieldsIn);
}

function settingsIn(file: string, at: Place): unknown {
  const path = resolve(at.folder, file);
  try {
    if (extname(file) === ".json") return JSON.parse(readFileSync(path, "utf8"));
    const nodeWords = ["--input-type=module", "--eval", sayExported, pathToFileURL(path).href];
    const said = execFileSync(process.execPath, nodeWords, {
      cwd: at.folder,
      encoding: "utf8",
      timeout: patienceMillis,
      stdio: ["ignore", "pipe", "ignore"],
    });
    return JSON.parse(said.slice(said.lastIndexOf("\n")));
  } catch {
    throw new Unfollowed(at, `and ${file} cannot be read`);
  }
}

/** Words, as PM2 takes them: a list of texts, or one text. */
function listed(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map(String);
  return typeof value === "string" ? value.split(/\s+/).filter((word) => word !== "") : [];
}

function variablesIn(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(fieldsIn(value)).map(([name, each]) => [name, String(each)]));
}
