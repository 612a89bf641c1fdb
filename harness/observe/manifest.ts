import { readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { dirname } from "node:path";

/** What this package says of itself. The versions of Node.js are null where it does not say. */
export type Manifest = {
  readonly version: string;
  readonly oldestNodeVersion: string | null;
  /** The one that it is developed on. */
  readonly pinnedNodeVersion: string | null;
};

/** Reads the package.json above this module, wherever that is: the sources and what is built from them lie differently. */
export function readManifest(): Manifest {
  const path = findPackageJSON(import.meta.url);
  const manifest: unknown = path === undefined ? null : JSON.parse(readFileSync(path, "utf8"));
  return {
    version: textAt(manifest, "version"),
    oldestNodeVersion: versionIn(textAt(manifest, "engines", "node")),
    pinnedNodeVersion: versionIn(textAt(manifest, "devDependencies", "node")),
  };
}

/** The folder of this package. */
export function packageFolder(): string {
  return dirname(findPackageJSON(import.meta.url) ?? "");
}

/** The text at a path of keys; empty when there is none. */
function textAt(manifest: unknown, ...keys: readonly string[]): string {
  let value = manifest;
  for (const key of keys) value = isObject(value) ? value[key] : undefined;
  return typeof value === "string" ? value : "";
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function versionIn(range: string): string | null {
  return /\d+(\.\d+)*/.exec(range)?.[0] ?? null;
}
