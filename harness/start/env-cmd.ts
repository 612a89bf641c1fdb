import { readFileSync } from "node:fs";
import { extname, resolve } from "node:path";
import { isFile } from "../files.ts";
import { environmentAt, readEnvFiles, withEnvFiles } from "./env-files.ts";
import { variablesIn } from "./json-file.ts";
import { has, leadingOptions, valuesOf } from "./options.ts";
import { type Place, type Rule, Unfollowed, type Variables, words } from "./place.ts";

/** Where it looks when no file is named. */
const usual = [".env", ".env.js", ".env.json"];

/** `env-cmd [-f .env] [--no-override] COMMAND`: unlike others, its file wins over the environment. */
export const envCmd: Rule = (rest, at) => {
  const found = leadingOptions(
    rest,
    (name, next) =>
      ["-f", "--file", "-e", "--environments", "-r", "--rc-file"].includes(name) && next?.startsWith("-") === false,
  );
  if (has(found, "-e", "--environments", "-r", "--rc-file")) {
    throw new Unfollowed(at, "whose environments only env-cmd can read");
  }
  const name = chosen(valuesOf(found, "-f", "--file").at(-1), has(found, "--fallback"), at);
  if (/^\.[cm]?[jt]sx?$/.test(extname(name))) throw new Unfollowed(at, `and only env-cmd can run ${name}`);
  const isJson = extname(name) === ".json";
  const files = isJson ? [] : readEnvFiles([name], at);
  const own = isJson ? ofJson(name, at) : asItReads(files.map(({ text }) => text).join("\n"));
  const around = environmentAt(at);
  const all = has(found, "--no-override") ? { ...own, ...around } : { ...around, ...own };
  const given = Object.keys(own).map((variable) => {
    const value = all[variable] ?? "";
    return [variable, has(found, "--recursive") ? replaced(value, all) : value];
  });
  const command = has(found, "-x", "--expand-envs") ? found.rest.map((word) => replaced(word, all)) : found.rest;
  return words(command, withEnvFiles(at, files, Object.fromEntries(given)));
};

function chosen(named: string | undefined, fallsBack: boolean, at: Place): string {
  const names = [...(named === undefined ? [] : [named]), ...(named === undefined || fallsBack ? usual : [])];
  const there = names.find((name) => isFile(resolve(at.folder, name)));
  if (there === undefined) throw new Unfollowed(at, `and there is no ${names[0] ?? ".env"}`);
  return there;
}

/** The variables of a file in its own reading, in which `\n` is the end of a line in every value, and none has several. */
function asItReads(text: string): Variables {
  const lines = text.split("\n").filter((line) => !line.trimStart().startsWith("#"));
  return Object.fromEntries(
    lines.flatMap((line) => {
      const [, name = "", typed = ""] = /^(.+?)=(.*)$/.exec(line) ?? [];
      if (!/^\s*[\w.-]+\s*$/.test(name)) return [];
      const value = typed.trim();
      const quote = /^["']/.exec(value)?.[0];
      const bare = quote === undefined ? (value.split("#")[0] ?? "").trim() : value.slice(1, value.lastIndexOf(quote));
      return [[name.trim(), bare.replaceAll(String.raw`\n`, "\n")]];
    }),
  );
}

function ofJson(name: string, at: Place): Variables {
  try {
    return variablesIn(JSON.parse(readFileSync(resolve(at.folder, name), "utf8")));
  } catch {
    throw new Unfollowed(at, `and ${name} cannot be read`);
  }
}

/** `$NAME` or `${NAME}` by its value; one that is not set stays. */
function replaced(text: string, all: Variables): string {
  return text.replaceAll(/(?<!\\)\$(?:\{(\w+)\}|(\w+))/g, (whole, braced?: string, plain?: string) => {
    return all[braced ?? plain ?? ""] ?? whole;
  });
}
