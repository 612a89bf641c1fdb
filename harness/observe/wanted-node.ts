import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { readPackageJson } from "../package-json.ts";
import { compareNodes } from "./node-version.ts";
import { readText } from "./proc.ts";

/** What a project says of the Node.js that it runs on, and where. */
export type WantedNode = { readonly file: string; readonly wanted: string };

/** `^20.11.0`, `>=18`, `20.x`, `v22`. */
const comparator = /^(\^|~>?|[<>]=?|=)?v?(\d+(?:\.\d+)*)(?:\.[x*])*$/;
const whole = /^\d+\.\d+\.\d+/;

/** Whether a version is within a comparator; null where it cannot be read. */
function isWithin(version: string, text: string): boolean | null {
  if (/^[x*]$/.test(text)) return true;
  const [, sign = "=", wanted = ""] = comparator.exec(text) ?? [];
  if (wanted === "") return null;
  const order = compareNodes(version, wanted);
  const [major = "", minor] = wanted.split(".");
  switch (sign) {
    case ">=":
      return order >= 0;
    case ">":
      return order > 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case "^":
      return order >= 0 && compareNodes(version, major) === 0;
    case "~":
    case "~>":
      return order >= 0 && compareNodes(version, minor === undefined ? major : `${major}.${minor}`) === 0;
    default:
      return order === 0;
  }
}

/** Whether a version is in a range, as npm writes them in `engines`; null where that cannot be read, such as `lts/*`. */
export function isInRange(version: string, range: string): boolean | null {
  const numbers = whole.exec(version)?.[0] ?? version;
  const alternatives = new Set(
    range.split("||").map((part) => {
      const comparators = part
        .trim()
        .replaceAll(/(\S+)\s+-\s+(\S+)/g, ">=$1 <=$2")
        .replaceAll(/([<>=^~])\s+/g, "$1")
        .split(/\s+/);
      const met = comparators.map((one) => isWithin(numbers, one));
      return met.includes(null) ? null : met.every((is) => is === true);
    }),
  );
  return alternatives.has(true) ? true : alternatives.has(null) ? null : false;
}

function enginesIn(path: string): string {
  try {
    return readPackageJson(path).engines["node"] ?? "";
  } catch {
    return "";
  }
}

/** What a folder says, the most exact first. */
function saidIn(folder: string): WantedNode | null {
  const files = [".nvmrc", ".node-version"].map((name) => join(folder, name));
  const manifest = join(folder, "package.json");
  const said = [
    ...files.map((file) => ({ file, wanted: (readText(file) ?? "").trim() })),
    ...(existsSync(manifest) ? [{ file: manifest, wanted: enginesIn(manifest) }] : []),
  ];
  return said.find(({ wanted }) => wanted !== "") ?? null;
}

/**
 * What the project of a script says of its Node.js, if that leaves this version out: the nearest folder that says something
 * is asked, from the script's up. Null where it does not, or says what cannot be read.
 */
export function unmetNode(script: string, version: string): WantedNode | null {
  for (let folder = dirname(script); ; folder = dirname(folder)) {
    const said = saidIn(folder);
    if (said !== null) return isInRange(version, said.wanted) === false ? said : null;
    if (folder === dirname(folder)) return null;
  }
}
