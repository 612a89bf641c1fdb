import { accessSync, constants, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { BroadsideError, messageOf } from "../errors.ts";

/**
 * Configurations of proxies, sockets and worktrees are made below the folder for temporary files: without one the target
 * would be blamed for what the machine lacks. Throws `bad-option`.
 */
export function refuseBadTemporaryFolder(): void {
  const folder = tmpdir();
  const why = problemOf(folder);
  if (why === null) return;
  throw new BroadsideError(
    "bad-option",
    `the folder for temporary files, ${folder}, cannot be used: ${why}`,
    "Set TMPDIR to an existing, writable folder, such as TMPDIR=/tmp.",
  );
}

function problemOf(folder: string): string | null {
  try {
    if (!statSync(folder).isDirectory()) return "it is not a folder";
    accessSync(folder, constants.W_OK | constants.X_OK);
    return null;
  } catch (error) {
    return messageOf(error);
  }
}
