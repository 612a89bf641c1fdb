import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { loadMap, saveMap } from "../../../../harness/experiments/map/store.ts";
import { saveRun } from "../../../../harness/store/run-store.ts";
import { makeMap } from "../../../support/map-input.ts";
import { temporaryFolder } from "../../store/temporary-folder.ts";

const measured = makeMap({ connections: [4, 16], workloads: { a: [[100, 200, 150], "not-measured"] } });

async function save(folder: string): Promise<void> {
  await saveMap(folder, measured.map);
  for (const [index, { folder: own }] of measured.map.cells.entries()) {
    const run = measured.runs[index];
    assert.ok(run !== undefined);
    mkdirSync(join(folder, own), { recursive: true });
    await saveRun(join(folder, own), run);
  }
}

test("a map that was saved is loaded as it was, with the runs of its places", async (t) => {
  const folder = temporaryFolder(t);
  await save(folder);
  assert.deepEqual(await loadMap(folder), measured);
  assert.deepEqual(await loadMap(join(folder, "map-run.json")), measured);
});

test("what is no map is refused in a sentence", async (t) => {
  const folder = temporaryFolder(t);
  await save(folder);
  const file = join(folder, "map-run.json");
  const text = readFileSync(file, "utf8");
  for (const [broken, problem] of [
    [text.slice(0, 300), /map-run\.json/],
    [text.replace('"version": 1', '"version": 9'), /a map .*9.*reads version 1/],
    [text.replace('"workloadId": "w1"', '"workloadId": "w9"'), /the map has no workload called w9/],
    [text.replace("cells/1-4", "../elsewhere"), /elsewhere is not a cell's folder/],
    [text.replace("cells/1-4", "cells/7-7"), /cells\/7-7 does not exist/],
  ] as const) {
    writeFileSync(file, broken);
    await assert.rejects(loadMap(folder), { message: problem });
  }
});
