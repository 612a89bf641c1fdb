import { resolve } from "node:path";
import { printable } from "../../../reports/text.ts";
import { hasImage } from "../../../targets/docker.ts";
import { BroadsideError } from "../../errors.ts";
import type { Arm, NamedNodes, NodeBinary } from "../../model/index.ts";
import { readManifest } from "../../observe/manifest.ts";
import { compareNodes } from "../../observe/node-version.ts";
import { askForVersion, findNodes } from "../../observe/nodes.ts";
import type { ArmInput } from "../../plan.ts";
import type { ChosenArms } from "./arms.ts";

/** The versions of Node.js that are compared: those that `--node` names, or else the usual ones; none where there are none. */
export function chooseNodes(
  text: string | undefined,
  usual?: NamedNodes,
  folder = process.cwd(),
): readonly NodeBinary[] {
  if (text !== undefined) return nodesOf(namedOnLine(text, folder));
  return usual === undefined ? [] : nodesOf(usual);
}

function namedOnLine(text: string, folder: string): NamedNodes {
  const names = text.split(",").map((name) => name.trim());
  if (names.includes(""))
    refuse(`--node is "${text}"`, "It takes versions or paths to binaries, comma-separated: 22,24,./node/bin/node");
  return { names, folder, said: "--node" };
}

/** Throws `bad-option` for what is not found, is too old, or is named twice. */
function nodesOf({ names, folder, said }: NamedNodes): readonly NodeBinary[] {
  const nodes = names.map((name) => {
    const told = `${said} ${name}`;
    return isVersion(name) ? nodeOfVersion(name.replace(/^v/, ""), folder, told) : nodeAt(resolve(folder, name), told);
  });
  const twice = nodes.find(({ version }, index) => nodes.findIndex((node) => node.version === version) !== index);
  if (twice !== undefined) refuse(`${said} names Node.js ${twice.version} twice`, "Name each version once.");
  return nodes;
}

/** Each arm on each of the versions, but for those that have a Node.js of their own; as it is where none was named. */
export function onEachNode(chosen: ChosenArms, nodes: readonly NodeBinary[]): ChosenArms {
  if (nodes.length === 0) return chosen;
  if (chosen.arms.every(({ deployment }) => deployment !== undefined)) {
    refuse("--node is given, but there is no app to run on it", "A deployment has its own Node.js; leave --node out.");
  }
  const onEach = (arm: ArmInput): readonly ArmInput[] =>
    arm.deployment !== undefined || hasImage(arm.options) ? [arm] : nodes.map((node) => ({ ...arm, node }));
  return { ...chosen, arms: chosen.arms.flatMap(onEach) };
}

/** Throws `run-foreign` unless the programs that a saved plan names are still there, in the same versions. */
export function refuseOtherNodes(folder: string, arms: readonly Arm[]): void {
  for (const { version, path } of new Map(arms.flatMap(({ node }) => (node ? [[node.path, node]] : []))).values()) {
    const answer = askForVersion(path);
    if (answer.kind === "node" && answer.version === version) continue;
    const now = answer.kind === "node" ? `Node.js ${answer.version}` : "not Node.js";
    throw new BroadsideError(
      "run-foreign",
      `${folder} was started with Node.js ${version}, but ${path} is now ${now}`,
      "Restore that version, or start again.",
    );
  }
}

function isVersion(name: string): boolean {
  return /^v?\d+(\.\d+){0,2}$/.test(name);
}

/** The newest one that is found of a version, which may be told in part: 22, 22.18, 22.18.0. */
function nodeOfVersion(wanted: string, from: string, told: string): NodeBinary {
  refuseOld(told, wanted);
  const found = findNodes(from);
  const [newest] = found
    .filter(({ version }) => version === wanted || version.startsWith(`${wanted}.`))
    .sort((a, b) => compareNodes(b.version, a.version));
  if (newest !== undefined) {
    refuseOld(told, newest.version);
    return newest;
  }
  const known = new Set(found.map(({ version }) => version).filter((version) => compareNodes(version, oldest()) >= 0));
  return refuse(
    `${told}: Node.js ${wanted} was not found here (found: ${[...known].join(", ")})`,
    `Install it in the project, npm install --save-dev node-${wanted}@npm:node@${wanted}, or give the path to the binary, such as /path/to/node`,
  );
}

/** What is named by its path. */
function nodeAt(path: string, told: string): NodeBinary {
  const answer = askForVersion(path);
  if (answer.kind === "node") {
    refuseOld(told, answer.version);
    return { version: answer.version, path };
  }
  const hint = "Name a version, such as 24, or a path to the binary, such as ./node/bin/node";
  if (answer.kind === "other")
    return refuse(`${told} is not Node.js: with --version it prints "${printable(answer.said, 60)}"`, hint);
  return refuse(`${told}: this program cannot be run (${answer.why})`, hint);
}

/** What measures is preloaded into the app, so that the app cannot run on less than this program needs. */
function oldest(): string {
  return readManifest().oldestNodeVersion ?? "0";
}

function refuseOld(told: string, version: string): void {
  if (compareNodes(version, oldest()) >= 0) return;
  refuse(`${told}: Node.js ${version} is too old to be measured`, `Name ${oldest()} or newer.`);
}

function refuse(message: string, hint: string): never {
  throw new BroadsideError("bad-option", message, hint);
}
