import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { after, describe, test } from "node:test";
import { loadBaseline } from "../../../harness/history/baseline/store.ts";
import { startResident } from "../../support/resident.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** One of each kind, as the first Broadside wrote it in November 2026. */
const saved = fileURLToPath(new URL("../../golden/saved/", import.meta.url));

describe("what an earlier Broadside wrote is still read", () => {
  const { broadside, stop } = startResident();
  after(stop);
  for (const [kind, schema] of [
    ["run", "broadside/summary"],
    ["gate", "broadside/gate"],
    ["capacity", "broadside/capacity-summary"],
    ["map", "broadside/map-summary"],
  ] as const) {
    test(`a ${kind}, and it is reported as it was`, async (t) => {
      const folder = join(temporaryFolder(t), kind);
      cpSync(join(saved, kind), folder, { recursive: true });
      const { code, stdout, stderr } = await broadside(["report", folder, "--json"]);
      assert.equal(code, 0, stderr);
      assert.equal(JSON.parse(stdout).schema, schema);
    });
  }

  test("a baseline", async () => {
    const { arms } = await loadBaseline(join(saved, "baseline.json"));
    assert.deepEqual(
      arms.map(({ id }) => id),
      ["single", "cluster-os"],
    );
  });
});
