import { readManifest } from "./manifest.ts";
import { compareNodes } from "./node-version.ts";
import { findNodes } from "./nodes.ts";
import { isInRange } from "./wanted-node.ts";

/** What of a range can be measured on: the newest that is found here, one that is not here, or none, since all are too old. */
export type NodeFor =
  | { readonly kind: "found"; readonly version: string }
  | { readonly kind: "not-here" | "too-old"; readonly oldest: string };

/** The versions that `--node` would take here, the newest first. */
export function takenNodes(): readonly string[] {
  const oldest = oldestNode();
  const versions = findNodes(process.cwd()).map(({ version }) => version);
  return [...new Set(versions)]
    .filter((version) => compareNodes(version, oldest) >= 0)
    .toSorted((a, b) => compareNodes(b, a));
}

export function nodeFor(wanted: string): NodeFor {
  const version = takenNodes().find((each) => isInRange(each, wanted) === true);
  if (version !== undefined) return { kind: "found", version };
  const oldest = oldestNode();
  return { kind: reachesUpTo(oldest, wanted) ? "not-here" : "too-old", oldest };
}

/** Whether a range has a version that is not older: by the bounds that it names, and what is next to them. */
function reachesUpTo(oldest: string, wanted: string): boolean {
  const named = wanted.match(/\d+(?:\.\d+)*/g) ?? [];
  const near = named.flatMap((bound) => {
    const major = Number.parseInt(bound, 10);
    return [bound, `${major}.999.0`, `${major + 1}.0.0`];
  });
  return [oldest, ...near].some((each) => compareNodes(each, oldest) >= 0 && isInRange(each, wanted) === true);
}

function oldestNode(): string {
  return readManifest().oldestNodeVersion ?? "0";
}
