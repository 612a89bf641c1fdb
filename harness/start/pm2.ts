import { join } from "node:path";
import { isFile } from "../files.ts";
import { shellWord } from "../command-line.ts";
import { startListed } from "./ecosystem.ts";
import type { Fields } from "./json-file.ts";
import { startManaged } from "./managed.ts";
import { type Option, optionsAnywhere, type TakesValue } from "./options.ts";
import { type Place, type Rule, Unfollowed, withNote } from "./place.ts";
import { scriptAt } from "./script-file.ts";

/** Options of PM2 with a value in the next word. */
const valued = new Set(
  (
    "--ext -n --name --interpreter --interpreter-args --node-args -o --output -e --error --log-type --log-date-format" +
    " --env -i --instances --parallel -p --pid -k --kill-timeout --listen-timeout --max-memory-restart --restart-delay" +
    " --exp-backoff-restart-delay -u --user --uid --gid --namespace --cwd --hp --service-name -c --cron --cron-restart" +
    " --only --ignore-watch --watch-delay --stop-exit-codes --sort --delay"
  ).split(" "),
);

/** Those whose value may be absent: a next word that is no option is it. */
const maybeValued = new Set(
  (
    "-l --log --filter-env --max-restarts --image-name --node-version --web --secret --public --machine-name --ignore" +
    " --post-exec"
  ).split(" "),
);

/** Settings of an app by the short options that mean something here. */
const shortly: Readonly<Record<string, string>> = { "-c": "--cron-restart", "-u": "--user" };

/** What starts an app, or starts it anew where it runs. */
const starting = new Set(["start", "restart", "reload", "startOrRestart", "startOrReload", "startOrGracefulReload"]);

function takesValueOf(command: string): TakesValue {
  const isMaybe = (name: string): boolean => maybeValued.has(name) || (name === "--watch" && command === "pm2");
  return (name, next) => valued.has(name) || (isMaybe(name) && next?.startsWith("-") === false);
}

/** The options as settings of an app, by the names that its file would have them by. */
function settingsOf(options: readonly Option[]): Fields {
  return Object.fromEntries(
    options.map(({ name, value = true }) => [(shortly[name] ?? name).replace(/^-+/, "").replaceAll("-", "_"), value]),
  );
}

function typed(setting: string): string {
  return `--${setting.replaceAll("_", "-")}`;
}

/** What it starts when nothing is named. */
const usualFile = "ecosystem.config.js";
const isListing = /\.json|\.ya?ml|\.config\.[cm]?js/;

/** What the command line names; throws where it starts nothing, or more than one. */
function namedBy(command: string, words: readonly string[], at: Place): string {
  const [verb] = words;
  const isThere = verb !== undefined && scriptAt(at.folder, verb).isThere;
  const isVerb = verb !== undefined && starting.has(verb) && !isThere;
  if (command === "pm2" && verb !== undefined && !isVerb && !isThere) {
    throw new Unfollowed(at, `and "pm2 ${verb}" is not followed`);
  }
  const [script, ...more] = isVerb ? words.slice(1) : words;
  if (script !== undefined && command === "pm2" && more.length > 0) {
    const beside = [script, ...more].map((each) => `node ${shellWord(each)}`);
    throw new Unfollowed(at, "which starts several scripts side by side", { beside });
  }
  if (script !== undefined) return script;
  if (isVerb && isFile(join(at.folder, usualFile))) return usualFile;
  throw new Unfollowed(at, "which starts nothing");
}

/** `pm2 start server.js [options] -- arguments`, or a file that lists apps: Broadside starts the workers itself. */
const manager =
  (command: string): Rule =>
  (rest, from) => {
    const end = rest.indexOf("--");
    const { options, rest: named } = optionsAnywhere(end < 0 ? rest : rest.slice(0, end), takesValueOf(command));
    const script = namedBy(command, named, from);
    const at = withNote(from, `without ${command}`);
    const { env: stage, only, ...settings } = settingsOf(options);
    if (!isListing.test(script)) {
      return startManaged({ ...settings, script, args: end < 0 ? [] : rest.slice(end + 1) }, typed, at);
    }
    if (/\.ya?ml/.test(script)) throw new Unfollowed(from, `and only ${command} can start the apps in ${script}`);
    const winning = Object.entries(settings).filter(([name]) => ["cwd", "uid", "gid", "watch"].includes(name));
    return startListed(script, { only: textOf(only), stage: textOf(stage), settings: Object.fromEntries(winning) }, at);
  };

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

const commands = ["pm2", "pm2-runtime", "pm2-docker", "pm2-dev"];
export const pm2: Readonly<Record<string, Rule>> = Object.fromEntries(
  commands.map((command) => [command, manager(command)]),
);
