import { join } from "node:path";
import { isFile } from "../files.ts";
import { type Fields, fieldsIn, fieldsOfFile, textIn } from "./json-file.ts";
import { leadingOptions, type Options, valuesOf, wordsFrom } from "./options.ts";
import { type Place, type Rule, Unfollowed, words } from "./place.ts";
import { scriptAt } from "./script-file.ts";
import { outDirOf } from "./tsconfig.ts";

const valued: ReadonlySet<string> = new Set(
  "-c --config -p --path --sourceRoot --entryFile -e --exec --env-file -b --builder".split(" "),
);

/**
 * `nest start [app]` builds the project, and starts another process with what it built: by nest-cli.json and
 * tsconfig.json, as the action "start" of @nestjs/cli does.
 */
export const nestStart: Rule = (rest, at) => {
  const [verb = "", ...all] = rest;
  if (!["start", "s"].includes(verb)) throw new Unfollowed(at, `and "nest ${verb}" starts no server`);
  const end = all.indexOf("--");
  const own = end < 0 ? all : all.slice(0, end);
  const isNamed = own[0] !== undefined && !own[0].startsWith("-");
  const found = leadingOptions(isNamed ? own.slice(1) : own, (name) => valued.has(name));
  const settings = fieldsOfFile(join(at.folder, valuesOf(found, "-c", "--config")[0] ?? "nest-cli.json"));
  const app = isNamed ? own[0] : found.rest[0];
  const project = fieldsIn(fieldsIn(settings["projects"])[app ?? ""]);
  const setting = (name: string, usual: string): string =>
    valuesOf(found, `--${name}`)[0] ?? textIn(project, name) ?? textIn(settings, name) ?? usual;
  const entry = setting("entryFile", "main");
  const outDir = outDirFor(found, settings, project, at);
  const below = join(outDir, setting("sourceRoot", "src"), entry);
  const script = isFile(`${below}.js`) ? below : join(outDir, entry);
  const files = wordsFrom(found, (name) => name === "--env-file");
  const args = end < 0 ? [] : all.slice(end + 1);
  const options = [...files, "--enable-source-maps", scriptAt(at.folder, script).script, ...args];
  const [binary] = valuesOf(found, "-e", "--exec");
  return binary === undefined ? words(["node", ...options], at) : { kind: "line", line: binary, args: options, at };
};

function outDirFor(found: Options, settings: Fields, project: Fields, { folder }: Place): string {
  const options = { ...fieldsIn(settings["compilerOptions"]), ...fieldsIn(project["compilerOptions"]) };
  const usual = isFile(join(folder, "tsconfig.build.json")) ? "tsconfig.build.json" : "tsconfig.json";
  const [named = textIn(options, "tsConfigPath") ?? usual] = valuesOf(found, "-p", "--path");
  return outDirOf(join(folder, named)) ?? join(folder, "dist");
}
