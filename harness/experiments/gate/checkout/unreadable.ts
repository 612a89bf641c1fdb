import { closeSync, openSync } from "node:fs";
import { systemCodeOf } from "../../../errors.ts";

/** Of a file or folder that is another user's, or that went away after it was listed. */
const codes = new Set<unknown>(["EACCES", "EPERM", "ENOENT"]);

/** Whether an error with a file or folder of the working copy came of that one, rather than of where it was copied to. */
export function isUnreadable(path: string, error: unknown): boolean {
  if (!codes.has(systemCodeOf(error))) return false;
  try {
    closeSync(openSync(path, "r"));
    return false;
  } catch (reason) {
    return codes.has(systemCodeOf(reason));
  }
}

/** What `read` makes of a file or folder; null where this user may not read it, or it is no longer there. */
export function unlessUnreadable<Read>(path: string, read: (path: string) => Read): Read | null {
  try {
    return read(path);
  } catch (error) {
    if (isUnreadable(path, error)) return null;
    throw error;
  }
}
