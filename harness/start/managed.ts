import { resolve } from "node:path";
import { isFile, isFolder } from "../files.ts";
import { commandAt } from "./command-file.ts";
import { type Fields, textIn, variablesIn } from "./json-file.ts";
import { type Next, type Place, Unfollowed, withEnv, withNote, words } from "./place.ts";
import { scriptAt } from "./script-file.ts";
import { isShellScript } from "./shell-script.ts";

/** Settings of an app by which PM2 has it do something else than to run: they are left out, and said. */
const changing = (
  "uid user gid filter_env max_memory_restart cron cron_restart watch trace v8 event_loop_inspector deep_monitoring" +
  " container"
).split(" ");

/**
 * What PM2 starts for the settings of an app, which its file or its command line gives.
 * @param named how a setting is called there
 */
export function startManaged(app: Fields, named: (setting: string) => string, from: Place): Next {
  const script = scriptOf(app);
  if (script === undefined) throw new Unfollowed(from, "which starts nothing");
  const cwd = textIn(app, "cwd") ?? ".";
  const folder = resolve(from.folder, cwd);
  if (!isFolder(folder)) throw new Unfollowed(from, `and there is no folder ${cwd}`);
  const options = listed(app["node_args"] ?? app["interpreter_args"]);
  const [program] = listed(app["exec_interpreter"] ?? app["interpreter"]);
  const at = withEnv(withLeftOut(app, named, { ...from, folder }), variablesIn(app["env"]));
  const started = program === undefined ? managed(script, options, at) : by(program, script, options, at);
  const isOther = program?.startsWith("node@") === true;
  const place = isOther ? withNote(at, `not by the ${program} given in ${named("interpreter")}`) : at;
  return words([...started, ...listed(app["args"])], place);
}

/** The script of an app, by each of the names that PM2 has for it. */
export function scriptOf(app: Fields): string | undefined {
  return ["script", "exec", "cmd", "command"].map((name) => textIn(app, name)).find((script) => script !== undefined);
}

function withLeftOut(app: Fields, named: (setting: string) => string, at: Place): Place {
  const left = changing.filter((setting) => Boolean(app[setting]));
  return left.length === 0 ? at : withNote(at, `without its ${left.map(named).join(" and ")}`);
}

/** What a manager of processes runs for a name: a script by Node.js, a shell's by a shell, a command as it is. */
export function managed(script: string, options: readonly string[], { folder }: Place): readonly string[] {
  const file = scriptAt(folder, script);
  if (file.isThere || script.includes("/")) {
    const isShell = isShellScript(file.script) || file.script.endsWith(".sh");
    return isShell ? ["sh", file.script] : ["node", ...options, script];
  }
  if (/\s/.test(script)) return ["sh", "-c", script];
  const command = options.length === 0 ? null : commandAt(folder, script);
  return command === null ? [script] : ["node", ...command.nodeArgs, ...options, command.script];
}

/** The same by an interpreter that is named; "none" is for what the system itself can run. */
function by(program: string, script: string, options: readonly string[], { folder }: Place): readonly string[] {
  const file = resolve(folder, script);
  if (program === "none") return [isFile(file) ? file : script];
  if (!scriptAt(folder, script).isThere && !script.includes("/")) return [script];
  return [program.startsWith("node@") ? "node" : program, ...options, script];
}

/** Words, as PM2 takes them: a list of texts, or one text, in which quotes hold words together. */
export function listed(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map(String);
  if (typeof value !== "string") return [];
  const found = value.match(/[^\s"'=]+="[^"]*"|[^\s"'=]+='[^']*'|"[^"]*"|'[^']*'|\S+/g) ?? [];
  return found.map((word) => word.replace(/^(["'])([^]*)\1$/, "$2")).filter((word) => word.trim() !== "");
}
