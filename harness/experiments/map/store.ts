import { join } from "node:path";
import { z } from "zod";
import { BroadsideError } from "../../errors.ts";
import {
  mapSchemaName,
  mapSchemaVersion,
  type MapCell,
  type MapRun,
  type MeasuredMap,
  type Workload,
} from "./model.ts";
import type { Run } from "../../model/index.ts";
import type { DirectoryLock } from "../../store/directory-lock.ts";
import { loadRun } from "../../store/run-store.ts";
import { folderOf, loadFrom, reopenFolder, saveIn } from "../../store/saved-folder.ts";
import { savedFields } from "../../store/saved-fields.ts";
import { count, listOf, structure, text } from "../../store/structure.ts";

const mapFileName = "map-run.json";

const mapSchema = structure<MapRun>()({
  ...savedFields(mapSchemaName, mapSchemaVersion),
  scenario: text,
  title: text,
  description: text,
  seed: count,
  workloads: listOf(structure<Workload>()({ id: text, title: text })),
  cells: listOf(
    structure<MapCell>()({
      workloadId: text,
      connections: z.int().min(1),
      folder: text,
    }),
  ),
}).superRefine(({ workloads, cells }, context) => {
  const refuse = (path: (string | number)[], message: string): void => {
    context.addIssue({ code: "custom", path, message });
  };
  const known = new Set(workloads.map(({ id }) => id));
  if (known.size < workloads.length) refuse(["workloads"], "two workloads have the same name");
  if (cells.length === 0) refuse(["cells"], "a map needs at least one cell");
  for (const [index, { workloadId, folder, connections }] of cells.entries()) {
    const earlier = cells.slice(0, index);
    if (!known.has(workloadId)) refuse(["cells", index, "workloadId"], `the map has no workload called ${workloadId}`);
    // It is read and written: what leads out of the map's folder is none of its own.
    if (!/^cells\/[\w-]+$/.test(folder))
      refuse(["cells", index, "folder"], `${folder} is not a cell's folder, such as cells/1-16`);
    if (
      earlier.some((one) => one.folder === folder || (one.workloadId === workloadId && one.connections === connections))
    )
      refuse(["cells", index], "this cell is there twice");
  }
});

/** `structure` compares what a file may hold with the model; this compares what the model may hold with the file. */
true satisfies MapRun extends z.output<typeof mapSchema> ? true : false;

export const mapKind = {
  name: "a map",
  schemaName: mapSchemaName,
  version: mapSchemaVersion,
  upgrades: [],
  schema: mapSchema,
  fileName: mapFileName,
  giveOne: `Pass the folder of a map, or the ${mapFileName} in it.`,
} as const;

/** Locks the folder of a map to go on with it; see {@link reopenFolder}. */
export function reopenMapDirectory(folder: string): Promise<DirectoryLock> {
  return reopenFolder(folder, mapKind);
}

/** Replaces the folder's map-run.json; see {@link saveIn}. */
export function saveMap(folder: string, map: MapRun): Promise<void> {
  return saveIn(folder, mapKind, map);
}

/** Reads a saved map and the runs of its cells from its folder, or from the file itself; see {@link loadFrom}. */
export async function loadMap(source: string): Promise<MeasuredMap> {
  const map = await loadFrom(source, mapKind);
  const runs = await Promise.all(map.cells.map((cell) => loadCell(folderOf(source), cell)));
  return { map, runs };
}

async function loadCell(folder: string, { folder: own, connections }: MapCell): Promise<Run> {
  const run = await loadRun(join(folder, own));
  if (run.plan.arms.every(({ load }) => load.connections === connections)) return run;
  throw new BroadsideError(
    "run-foreign",
    `the run in ${join(folder, own)} does not have the ${connections} connections that the map says`,
    mapKind.giveOne,
  );
}
