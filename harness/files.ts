import { type Stats, statSync } from "node:fs";

/** Whether a path, or what it links to, is a file; false where that cannot be seen. */
export function isFile(path: string): boolean {
  return statsOf(path)?.isFile() === true;
}

/** Whether a path, or what it links to, is a folder; false where that cannot be seen. */
export function isFolder(path: string): boolean {
  return statsOf(path)?.isDirectory() === true;
}

function statsOf(path: string): Stats | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch {
    // A link to itself, or a folder above that this user may not enter.
    return null;
  }
}
