import { fileURLToPath } from "node:url";
/** Options of Node.js itself, on the command line and in `NODE_OPTIONS`, as a target's processes are given them. */
import { insideVariables } from "./protocol.ts";

const inspecting = /^--inspect(?:-brk|-wait)?(?:=|$)/;
const inspectorPort = /^--(?:inspect|debug)-port(?:=|$)/;

/**
 * An inspector listens on this machine alone, on a port of the system's choice: several processes cannot have the one
 * that the app names. None waits for a debugger, which nobody attaches to what is measured.
 */
export function withOwnInspector(options: readonly string[]): readonly string[] {
  const kept = options.filter((option, index) => {
    const isValue = !option.startsWith("-") && /^--(?:inspect|debug)-port$/.test(options[index - 1] ?? "");
    return !inspectorPort.test(option) && !isValue;
  });
  return kept.map((option) => (inspecting.test(option) ? "--inspect=127.0.0.1:0" : option));
}

/** The options in the value of `NODE_OPTIONS`: words apart by spaces, or between double quotes with `\` before a quote or `\`. */
export function splitNodeOptions(text: string): readonly string[] {
  const words: string[] = [];
  let word: string | null = null;
  let isQuoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === "\\" && isQuoted && index + 1 < text.length) {
      index += 1;
      word = (word ?? "") + text.charAt(index);
    } else if (character === " " && !isQuoted) {
      if (word !== null) words.push(word);
      word = null;
    } else if (character === '"') {
      isQuoted = !isQuoted;
      word ??= "";
    } else word = (word ?? "") + character;
  }
  return word === null ? words : [...words, word];
}

/** A value of `NODE_OPTIONS` that Node.js takes apart to these options again. */
export function joinNodeOptions(options: readonly string[]): string {
  return options.map((option) => (/[ "\\]/.test(option) ? `"${option.replace(/["\\]/g, "\\$&")}"` : option)).join(" ");
}

/** The value of `NODE_OPTIONS` by which a module is loaded ahead of those that the value itself names. */
export function requireFirst(module: string, value: string): string {
  return joinNodeOptions(["--require", module, ...withOwnInspector(splitNodeOptions(value))]);
}

/** Gives this process the `NODE_OPTIONS` that it was not started with, for what it starts itself. */
export function restoreNodeOptions(): void {
  const { env } = process;
  const value = env[insideVariables.nodeOptions];
  if (value === undefined) return;
  env["NODE_OPTIONS"] = value;
  delete env[insideVariables.nodeOptions];
}

/** What each process of a target has preloaded, as its command line names it. */
const preloaded = fileURLToPath(new URL("./inside/first", import.meta.url));

function isPreloaded(word: string): boolean {
  return word.startsWith(preloaded);
}

/** Words of a command line without what was preloaded into the app, and is handed on by Node.js. */
export function withoutPreload(words: readonly string[]): readonly string[] {
  return words.filter((word, index) => {
    return !isPreloaded(word) && !(word === "--require" && isPreloaded(words[index + 1] ?? ""));
  });
}

/** Whether a word of a command line may stand in NODE_OPTIONS: an option that it takes, or the value of one. */
export function isForNodeOptions(word: string): boolean {
  return !word.startsWith("-") || process.allowedNodeEnvironmentFlags.has(word.split("=", 1).join());
}
