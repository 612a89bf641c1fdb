import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { isFile } from "../files.ts";
import { leadingOptions } from "./options.ts";
import { type Next, type Place, type Rule, Unfollowed } from "./place.ts";
import { firstLineOf } from "./script-file.ts";

/** What makes a script more than commands one after the other. */
const control = /^(?:if|then|else|elif|fi|for|while|until|do|done|case|esac|function|trap|[\w-]+\s*\(\))(?:\s|;|$)/m;
/** Settings of the shell itself. */
const setting = /^(?:set|shopt|umask|ulimit)\s/;

/** `sh -c "node server.js"`, `bash start.sh`: commands one after the other. */
const shell: Rule = (rest, at) => {
  const { options, rest: words } = leadingOptions(rest, () => false);
  const [first, ...args] = words;
  if (first === undefined) throw new Unfollowed(at, "which starts no program");
  if (options.some(({ name }) => /^-\w*c$/.test(name))) return { kind: "line", line: first, args: [], at };
  return shellScript(resolve(at.folder, first), args, at);
};

/** Whether a file begins as a script for a shell does. */
export function isShellScript(path: string): boolean {
  return isFile(path) && /^#!.*\b(?:ba|da|k|z)?sh\b/.test(firstLineOf(path));
}

/** What a shell's script does, if it has neither loops nor conditions. `"$@"` stands for what it is called with. */
export function shellScript(path: string, args: readonly string[], at: Place): Next {
  if (!isFile(path)) throw new Unfollowed(at, `and ${path} is not there`);
  const text = readFileSync(path, "utf8").replaceAll(/\\\r?\n/g, " ");
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#") && !setting.test(line));
  const here = { ...at, trail: [...at.trail, lines.join("; ")] };
  if (control.test(lines.join("\n")))
    throw new Unfollowed(here, `and ${path} does more than start one command after another`);
  const last = lines.at(-1) ?? "";
  const passes = /\s"?\$[@*]"?$/.test(last);
  const line = [...lines.slice(0, -1), passes ? last.replace(/\s"?\$[@*]"?$/, "") : last].join(" && ");
  return { kind: "line", line, args: passes ? args : [], at: here };
}

export const shells: Readonly<Record<string, Rule>> = { sh: shell, bash: shell, dash: shell };
