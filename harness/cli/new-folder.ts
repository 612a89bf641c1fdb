import { existsSync, rmdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { systemCodeOf } from "../errors.ts";

/**
 * Notes which of a folder and its parents are missing. Calling the result removes those again that have been made
 * since and are empty: what could not begin leaves nothing behind.
 */
export function noteMissing(folder: string): () => void {
  const missing: string[] = [];
  for (let path = resolve(folder); !existsSync(path); path = dirname(path)) missing.push(path);
  return () => {
    try {
      for (const path of missing) rmdirSync(path);
    } catch (error) {
      if (systemCodeOf(error) === undefined) throw error;
      // Somebody uses it, or it was never made.
    }
  };
}
