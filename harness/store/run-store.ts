import { runFileName, runSchemaName, runSchemaVersion, type Run } from "../model/index.ts";
import type { DirectoryLock } from "./directory-lock.ts";
import { parseSaved } from "./parse-saved.ts";
import { loadFrom, reopenFolder, saveIn } from "./saved-folder.ts";
import { runSchema } from "./schema.ts";
import { runWithoutTrialWarnings } from "./upgrades.ts";

export type { DirectoryLock } from "./directory-lock.ts";
export { createFolder as createRunDirectory, folderOf as folderOfRun } from "./saved-folder.ts";

export const runKind = {
  name: "a run",
  schemaName: runSchemaName,
  version: runSchemaVersion,
  upgrades: [runWithoutTrialWarnings],
  schema: runSchema,
  fileName: runFileName,
  giveOne: `Give the folder of a run, or the ${runFileName} in it.`,
} as const;

/** Locks the folder of a run to go on with it; see {@link reopenFolder}. */
export function reopenRunDirectory(folder: string): Promise<DirectoryLock> {
  return reopenFolder(folder, runKind);
}

/** Replaces the folder's run.json; see {@link saveIn}. */
export function saveRun(folder: string, run: Run): Promise<void> {
  return saveIn(folder, runKind, run);
}

/** Reads a saved run from its folder, or from the file itself; see {@link loadFrom}. */
export function loadRun(source: string): Promise<Run> {
  return loadFrom(source, runKind);
}

/**
 * The run that the text of a run.json holds; `path` is what to call the file in messages.
 * @throws BroadsideError `run-unreadable` when it is not JSON, `run-foreign` when it is JSON but not such a run
 */
export function parseRun(text: string, path: string): Run {
  return parseSaved(text, path, runKind);
}
