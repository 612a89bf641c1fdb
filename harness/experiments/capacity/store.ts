import { capacitySchemaName, capacitySchemaVersion, type CapacityRun } from "./model.ts";
import { capacitySchema } from "./schema.ts";
import type { DirectoryLock } from "../../store/directory-lock.ts";
import { loadFrom, reopenFolder, saveIn } from "../../store/saved-folder.ts";
import { searchWithoutTrialWarnings } from "../../store/upgrades.ts";

const capacityFileName = "capacity-run.json";

export const capacityKind = {
  name: "a capacity search",
  schemaName: capacitySchemaName,
  version: capacitySchemaVersion,
  upgrades: [searchWithoutTrialWarnings],
  schema: capacitySchema,
  fileName: capacityFileName,
  giveOne: `Pass the folder of a capacity search, or the ${capacityFileName} in it.`,
} as const;

/** Locks the folder of a capacity search to go on with it; see {@link reopenFolder}. */
export function reopenCapacityDirectory(folder: string): Promise<DirectoryLock> {
  return reopenFolder(folder, capacityKind);
}

/** Replaces the folder's capacity-run.json; see {@link saveIn}. */
export function saveCapacity(folder: string, run: CapacityRun): Promise<void> {
  return saveIn(folder, capacityKind, run);
}

/** Reads a saved capacity search from its folder, or from the file itself; see {@link loadFrom}. */
export function loadCapacity(source: string): Promise<CapacityRun> {
  return loadFrom(source, capacityKind);
}
