import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { createRunDirectory, loadRun, reopenRunDirectory, saveRun } from "../../../harness/store/run-store.ts";
import { someRun } from "./run-arbitrary.ts";
import { startStoreChild } from "./child.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { isWholeGrid } from "../../support/grid.ts";

const rounds = isWholeGrid ? 20 : 6;

/** Saves larger and larger runs, as a harness does, and says after each how many it has saved. */
const saveForEver = `
  await store.createRunDirectory(folder);
  for (let saved = 1; ; saved += 1) {
    await store.saveRun(folder, { ...run, toolVersion: String(saved), command: ["x".repeat(200_000 + saved * 10_000)] });
    console.log(saved);
  }
`;

test("a writer killed at any moment leaves the last run that it had saved, or the next, whole", async (t) => {
  const parent = temporaryFolder(t);
  let leftTemporaries = 0;
  for (let round = 0; round < rounds; round += 1) {
    const folder = join(parent, String(round));
    const writer = startStoreChild(t, folder, saveForEver);
    let lastSaid = 0;
    const enough = 1 + (round % 5);
    while (lastSaid < enough) lastSaid = Number(await writer.nextLine());
    // The next save takes some milliseconds: this spreads the kills over all of its steps.
    const killAt = performance.now() + (round / rounds) * 8;
    while (performance.now() < killAt);
    await writer.kill();

    leftTemporaries += readdirSync(folder).filter((name) => name.endsWith(".tmp")).length;
    const loaded = await loadRun(folder);
    assert.ok(Number(loaded.toolVersion) >= lastSaid, `${loaded.toolVersion} after ${lastSaid} was saved`);
    assert.equal(loaded.command[0]?.length, 200_000 + Number(loaded.toolVersion) * 10_000);

    const lock = await reopenRunDirectory(folder);
    await saveRun(folder, loaded);
    lock.release();
    assert.deepEqual(readdirSync(folder), ["run.json"]);
  }
  t.diagnostic(`${leftTemporaries} of ${rounds} kills fell into the middle of a save`);
});

function saveAgain(toolVersion: string): string {
  return `
    const mine = { ...run, toolVersion: "${toolVersion}", command: ["x".repeat(100_000)] };
    for (;;) { await store.saveRun(folder, mine); console.log("saved"); }
  `;
}

test("two writers at once and a reader: every load is a whole run of one of them", async (t) => {
  const folder = temporaryFolder(t);
  await saveRun(folder, { ...someRun(), toolVersion: "first" });
  const writers = ["one", "two"].map((name) => startStoreChild(t, folder, saveAgain(name)));
  const seen = new Set<string>();
  for (let load = 0; load < 50; load += 1) {
    for (const writer of writers) assert.equal(await writer.nextLine(), "saved");
    seen.add((await loadRun(folder)).toolVersion);
  }
  for (const writer of writers) await writer.kill();
  assert.ok([...seen].every((version) => ["one", "two"].includes(version)));
  await loadRun(folder);
  assert.deepEqual(readdirSync(folder), ["run.json"]);
});

test("a second harness is refused while the first writes, and the first is not disturbed", async (t) => {
  const folder = join(temporaryFolder(t), "run");
  const writer = startStoreChild(t, folder, saveForEver);
  await writer.nextLine();
  await assert.rejects(createRunDirectory(folder), { code: "output-exists" });
  await assert.rejects(reopenRunDirectory(folder), { code: "output-exists" });
  await writer.nextLine();
  await writer.nextLine();
  await writer.kill();
  assert.ok(Number((await loadRun(folder)).toolVersion) >= 3);
});
