import { findPackageJSON } from "node:module";
import { dirname } from "node:path";
import { readPackageJson } from "../package-json.ts";

/** What this package says of itself. The versions of Node.js are null where it does not say. */
export type Manifest = {
  readonly version: string;
  readonly oldestNodeVersion: string | null;
  /** The one that it is developed on. */
  readonly pinnedNodeVersion: string | null;
};

/** Of the package.json above this module, wherever that is: the sources and what is built from them lie differently. */
const path = findPackageJSON(import.meta.url) ?? "";

export function readManifest(): Manifest {
  const { version = "", engines, devDependencies } = readPackageJson(path);
  return {
    version,
    oldestNodeVersion: versionIn(engines["node"] ?? ""),
    pinnedNodeVersion: versionIn(devDependencies["node"] ?? ""),
  };
}

/** The folder of this package. */
export function packageFolder(): string {
  return dirname(path);
}

function versionIn(range: string): string | null {
  return /\d+(\.\d+)*/.exec(range)?.[0] ?? null;
}
