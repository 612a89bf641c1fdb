import { join, resolve } from "node:path";
import { listedIn, severalApps } from "./ecosystem.ts";
import { type Fields, textIn } from "./json-file.ts";
import { listed, managed } from "./managed.ts";
import { leadingOptions, type Options, valuesOf } from "./options.ts";
import { type Next, type Place, type Rule, Unfollowed, withNote, words } from "./place.ts";

const valued = new Set(
  (
    "-m --max -l --logFile -o --outFile -e --errFile -p --path -c --command -n --number -u --uid --pidFile --id" +
    " --sourceDir --workingDir --minUptime --spinSleepTime --watchDirectory --watchIgnore --killSignal"
  ).split(" "),
);

function take(all: readonly string[]): Options {
  return leadingOptions(all, (name) => valued.has(name));
}

/** `forever [start] [options] SCRIPT [arguments]`: what follows the script is the script's. */
export const forever: Rule = (all, from) => {
  const before = take(all);
  const after = before.rest[0] === "start" ? take(before.rest.slice(1)) : before;
  const found = { options: [...before.options, ...after.options], rest: after.rest };
  const [script, ...args] = found.rest;
  if (script === undefined) throw new Unfollowed(from, "which starts nothing");
  const at = withNote(from, "without forever");
  const one = (...names: readonly string[]): string | undefined => valuesOf(found, ...names).at(-1);
  const settings = {
    command: one("-c", "--command"),
    source_dir: one("--sourceDir"),
    working_dir: one("--workingDir"),
    args,
  };
  if (!script.endsWith(".json")) return start({ ...settings, script }, at);
  const apps = listedIn(script, at);
  const [app = {}] = apps;
  if (apps.length > 1)
    throw severalApps(
      script,
      apps.flatMap((each) => textIn(each, "script") ?? []),
      at,
    );
  return start({ ...settings, ...app }, at);
};

function start(app: Fields, at: Place): Next {
  const script = textIn(app, "script");
  if (script === undefined) throw new Unfollowed(at, "and its file lists no app with a script");
  const source = textIn(app, "source_dir");
  const folder = resolve(at.folder, textIn(app, "working_dir") ?? source ?? ".");
  const [program, ...options] = listed(app["command"]);
  const path = source === undefined ? script : join(source, script);
  const named = folder === at.folder ? path : resolve(at.folder, path);
  const started = program === undefined ? managed(named, [], { ...at, folder }) : [program, ...options, named];
  return words([...started, ...listed(app["args"])], { ...at, folder });
}
