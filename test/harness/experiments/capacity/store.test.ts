import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { loadCapacity, reopenCapacityDirectory, saveCapacity } from "../../../../harness/experiments/capacity/store.ts";
import { createRunDirectory, loadRun } from "../../../../harness/store/run-store.ts";
import { folderOf, holds } from "../../../../harness/store/saved-folder.ts";
import { makeCapacityRun } from "../../../support/capacity.ts";
import { temporaryFolder } from "../../store/temporary-folder.ts";

const run = makeCapacityRun({ arms: ["single"], limit: () => 130, most: 3 });

test("a search that was saved is loaded as it was, from its folder or its file", async (t) => {
  const folder = temporaryFolder(t);
  await saveCapacity(folder, run);
  assert.deepEqual(await loadCapacity(folder), run);
  const file = join(folder, "capacity-run.json");
  assert.deepEqual(await loadCapacity(file), run);
  assert.equal(folderOf(file), folder);
  assert.ok(holds(folder, { fileName: "capacity-run.json" }) && holds(file, { fileName: "capacity-run.json" }));
  assert.ok(!holds(folder, { fileName: "run.json" }) && !holds(file, { fileName: "run.json" }));
});

test("a folder holds one measurement: neither another search nor a run is begun in it", async (t) => {
  const folder = temporaryFolder(t);
  await saveCapacity(folder, run);
  await assert.rejects(createRunDirectory(folder), { code: "output-exists" });
  (await reopenCapacityDirectory(folder)).release();
});

test("what is no search is refused in a sentence", async (t) => {
  const folder = temporaryFolder(t);
  await assert.rejects(reopenCapacityDirectory(folder), {
    code: "run-not-found",
    message: /holds no capacity-run\.json\.$/,
    hint: /folder of a capacity search/,
  });
  await saveCapacity(folder, run);
  await assert.rejects(loadRun(folder), { message: /holds no run\.json, but a capacity-run\.json/ });
  const file = join(folder, "capacity-run.json");
  const text = readFileSync(file, "utf8");
  await assert.rejects(loadRun(file), { code: "run-foreign", message: /is JSON, but not a run of Broadside/ });
  for (const [broken, problem] of [
    [text.slice(0, 500), /capacity-run\.json/],
    [text.replace('"version": 2', '"version": 9'), /a capacity search .*9.*reads versions 1 to 2/],
    [text.replace('"arrivals": "poisson"', '"arrivals": "often"'), /not a valid capacity search/],
    [text.replaceAll('"armId": "single"', '"armId": "double"'), /the plan has no arm called double/],
  ] as const) {
    writeFileSync(file, broken);
    await assert.rejects(loadCapacity(folder), { message: problem });
  }
});
