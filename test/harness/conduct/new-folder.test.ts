import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { test } from "node:test";
import { makeNewFolder } from "../../../harness/conduct/new-folder.ts";
import { freshFolder } from "../../support/broadside.ts";

test("runs begun at the same moment without --out each have a folder of their own", async (t) => {
  const preferred = freshFolder(t);
  const made = await Promise.all([1, 2, 3].map(() => makeNewFolder({ preferred })));
  assert.deepEqual(made.map(({ folder }) => folder).sort(), [preferred, `${preferred}-2`, `${preferred}-3`]);
  for (const { release } of made) release();
});

test("a folder that was asked for is refused when it is taken", async (t) => {
  const folder = freshFolder(t);
  const { release } = await makeNewFolder(folder);
  await assert.rejects(makeNewFolder(folder), { code: "output-exists" });
  release();
});

test("a run that cannot begin leaves no folder of its own making behind", async (t) => {
  const parent = freshFolder(t);
  const { undo } = await makeNewFolder(`${parent}/below/run`);
  undo();
  assert.deepEqual([existsSync(parent), existsSync(dirname(parent))], [false, true]);
});
