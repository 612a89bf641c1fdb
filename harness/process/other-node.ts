import { dirname, relative } from "node:path";
import { shellWord } from "../command-line.ts";
import { nodeFor, takenNodes } from "../observe/node-for.ts";
import { askForVersion } from "../observe/nodes.ts";
import { unmetNode } from "../observe/wanted-node.ts";
import { list } from "../units.ts";
import type { Ran } from "./by-hand.ts";

/** What Node.js says of an add-on for another version, with that of its interface, and which versions have it. */
const builtForOther = /NODE_MODULE_VERSION (\d+)/;
const interfaces: Readonly<Record<string, string>> = {
  108: "18",
  115: "20",
  120: "21",
  127: "22",
  131: "23",
  137: "24",
  141: "25",
  147: "26",
};
const lacksOption = /: bad option: (\S+)|: (\S+) is not allowed in NODE_OPTIONS/;
const lacksModule = /\bNo such (?:built-in )?module: ([\w:/.-]+)/;

/**
 * That an app failed to start on another Node.js than its project asks for, or on one that says itself what it lacks, and
 * what to do. Null where nothing of that is known.
 */
export function nodeAsCause(app: Ran, output: string): string | null {
  const version = versionOf(app);
  if (version === null) return null;
  const said = askedFor(app, version) ?? ofAddOn(app, output) ?? ofLacking(version, output);
  return said === null ? null : `It ran on Node.js ${version}, ${said}.`;
}

/** The Node.js that runs an app. */
export function programOf({ node = process.execPath }: Ran): string {
  return node;
}

function versionOf({ node }: Ran): string | null {
  if (node === undefined) return process.versions.node;
  const answer = askForVersion(node);
  return answer.kind === "node" ? answer.version : null;
}

function askedFor({ script, cwd = process.cwd() }: Ran, version: string): string | null {
  const unmet = unmetNode(script, version);
  if (unmet === null) return null;
  const { file, wanted } = unmet;
  const near = relative(cwd, file);
  const asked = `but ${near.startsWith("..") ? file : near} requires ${wanted}`;
  const other = nodeFor(wanted);
  switch (other.kind) {
    case "found":
      return `${asked}: give --node ${other.version}`;
    case "not-here":
      return `${asked}: install one of these, ${other.oldest} or newer, and give --node`;
    case "too-old":
      return `${asked}; none of these can be measured, which needs ${other.oldest} or newer`;
  }
}

function ofAddOn(app: Ran, output: string): string | null {
  const [, number = ""] = builtForOther.exec(output) ?? [];
  if (number === "") return null;
  const wanted = interfaces[number];
  const other = wanted === undefined ? null : nodeFor(wanted);
  const found = `but an add-on is compiled for ${wanted === undefined ? "another" : `Node.js ${wanted}`}`;
  return other?.kind === "found"
    ? `${found}: give --node ${other.version}`
    : `${found}: recompile it for this one (PATH=${shellWord(dirname(programOf(app)))}:"$PATH" npm rebuild)`;
}

function ofLacking(version: string, output: string): string | null {
  const option = lacksOption.exec(output);
  const name = option?.[1] ?? option?.[2];
  if (name !== undefined) return `which does not accept the option ${name}: leave it out, or ${another(version)}`;
  const [, module] = lacksModule.exec(output) ?? [];
  return module === undefined ? null : `which has no built-in module ${module}: ${another(version)}`;
}

/** Which of the others has what one lacks is not known. */
function another(version: string): string {
  const others = takenNodes().filter((each) => each !== version);
  return others.length === 0
    ? "install a Node.js that does, and give --node"
    : `try another with --node (available: ${list(others)})`;
}
