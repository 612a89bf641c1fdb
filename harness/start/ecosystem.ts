import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { shellWord } from "../command-line.ts";
import { inheritedEnvironment } from "../inherited.ts";
import { fieldsIn, type Fields, parsedJson, textIn } from "./json-file.ts";
import { scriptOf, startManaged } from "./managed.ts";
import { type Next, type Place, Unfollowed } from "./place.ts";

/** How long a file of settings may take to say what is in it. */
const patienceMillis = 10_000;

/** Says as JSON, on its last line, what a module of the user's exports: as PM2 does, it is run. */
const sayExported = `const { default: exported } = await import(process.argv[1]);
process.stdout.write("\\n" + JSON.stringify(exported));`;

/** What of PM2's command line holds for what its file lists. */
type Chosen = {
  /** Names of the apps that are meant, apart by commas or spaces; all where it is absent. */
  readonly only: string | undefined;
  /** Whose `env_STAGE` holds. */
  readonly stage: string | undefined;
  /** Settings that win over those of the file. */
  readonly settings: Fields;
};

/** What PM2's file of settings lists is started as PM2 starts it: the one app of it, or the one that is named. */
export function startListed(file: string, { only, stage, settings }: Chosen, at: Place): Next {
  const names = only?.split(/[, ]/);
  const apps = listedIn(file, at).filter((app) => names === undefined || names.includes(textIn(app, "name") ?? ""));
  const [app] = apps;
  const script = app === undefined ? undefined : scriptOf(app);
  if (app === undefined || script === undefined) throw new Unfollowed(at, `and ${file} lists no app with a script`);
  if (apps.length > 1)
    throw severalApps(
      file,
      apps.flatMap((each) => scriptOf(each) ?? []),
      at,
    );
  const port = app["port"] === undefined ? {} : { PORT: app["port"] };
  const ofStage = stage === undefined ? {} : fieldsIn(app[`env_${stage}`]);
  const env = { ...fieldsIn(app["env"]), ...port, ...ofStage };
  return startManaged({ ...app, ...settings, env }, (setting) => setting, at);
}

/** Of these only one is measured. */
export function severalApps(file: string, scripts: readonly string[], at: Place): Unfollowed {
  const beside = scripts.map((script) => `node ${shellWord(script)}`);
  return new Unfollowed(at, `and ${file} lists ${scripts.length} apps`, { beside });
}

/** The apps in a file of settings, with the names of their settings as the documentation of PM2 has them. */
export function listedIn(file: string, at: Place): readonly Fields[] {
  const exported = settingsIn(file, at);
  const { apps = fieldsIn(exported)["pm2"] ?? exported } = fieldsIn(exported);
  return (Array.isArray(apps) ? apps : [apps]).map((app) => plainlyNamed(fieldsIn(app)));
}

/** PM2 takes each setting by two names: `nodeArgs` is `node_args`. */
function plainlyNamed(app: Fields): Fields {
  return Object.fromEntries(
    Object.entries(app).map(([name, value]) => [
      name.startsWith("env") ? name : name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  );
}

function settingsIn(file: string, at: Place): unknown {
  const path = resolve(at.folder, file);
  try {
    if (extname(file) === ".json") return parsedJson(readFileSync(path, "utf8"));
    const nodeWords = ["--input-type=module", "--eval", sayExported, pathToFileURL(path).href];
    const said = execFileSync(process.execPath, nodeWords, {
      cwd: at.folder,
      env: inheritedEnvironment(),
      encoding: "utf8",
      timeout: patienceMillis,
      stdio: ["ignore", "pipe", "ignore"],
    });
    return JSON.parse(said.slice(said.lastIndexOf("\n")));
  } catch {
    throw new Unfollowed(at, `and ${file} cannot be read`);
  }
}
