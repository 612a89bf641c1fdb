import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { loadMap } from "../../harness/experiments/map/store.ts";
import { testAppPath } from "../support/boot-target.ts";
import { broadside, freshFolder, startBroadside } from "../support/broadside.ts";
import { testWhole } from "../support/grid.ts";
import { assertNoneMarked } from "../support/marked-processes.ts";
import { assertReconciles, assertTidy } from "../support/run-folder.ts";

const app = ["map", "--app", testAppPath("spins.js")];
const small = ["-t", "single,cluster-round-robin", "-w", "2", "-c", "4", "-b", "1", "-d", "300ms", "--warmup", "200ms"];

function assertReported(folder: string): void {
  for (const name of ["map.html", "map.md", "map.csv", "map.json", "map-run.json"]) {
    assert.ok(existsSync(join(folder, name)), `${name} is missing`);
  }
  assertTidy(folder);
}

describe("map from the command line", { concurrency: 1 }, () => {
  test("measures each place as a run of its own, and reports them together", async (t) => {
    const folder = freshFolder(t);
    const { code, stdout, stderr } = await broadside([
      ...app,
      "--path",
      "/a",
      "--path",
      "/b?x=1",
      ...small,
      "--out",
      folder,
    ]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /No cell of the map could be ranked/);
    assertReported(folder);
    const { map, runs } = await loadMap(folder);
    assert.notEqual(map.finishedAt, null);
    assert.deepEqual(
      map.cells.map((cell) => [cell.workloadId, cell.connections, cell.folder]),
      [
        ["GET /a", 4, "cells/1-4"],
        ["GET /b?x=1", 4, "cells/2-4"],
      ],
    );
    for (const { plan, trials } of runs) {
      assert.deepEqual(trials.map(({ armId }) => armId).sort(), ["cluster-round-robin", "single"]);
      for (const trial of trials) {
        assert.ok(trial.status === "measured");
        assertReconciles(trial);
      }
      assert.ok(plan.requests.every(({ path }) => ["/a", "/b?x=1"].includes(path)));
    }

    const again = await broadside(["report", folder, "--json"]);
    assert.equal(again.code, 0, again.stderr);
    assert.deepEqual(JSON.parse(again.stdout), JSON.parse(readFileSync(join(folder, "map.json"), "utf8")));
    const one = await broadside(["report", join(folder, "cells/1-4"), "--json"]);
    assert.equal(JSON.parse(one.stdout).schema, "broadside/summary", one.stderr);
  });

  testWhole("an interrupt keeps the places that were measured, and --resume goes on with the others", async (t) => {
    const folder = freshFolder(t);
    const command = startBroadside([...app, "--path", "/a", "--path", "/b", ...small, "--out", folder]);
    await command.said(/^cell 1 of 2, /m);
    command.kill("SIGINT");
    const { code, stderr } = await command.ended;
    assert.equal(code, 130, stderr);
    assertNoneMarked(command.mark);
    assertReported(folder);
    assert.ok(stderr.includes(`Continue with: broadside map --resume ${folder}`), stderr);
    const before = await loadMap(folder);
    assert.equal(before.map.finishedAt, null);

    const resumed = await broadside(["map", "--resume", folder]);
    assert.equal(resumed.code, 0, resumed.stderr);
    const after = await loadMap(folder);
    assert.notEqual(after.map.finishedAt, null);
    assert.deepEqual(after.runs[0]?.trials, before.runs[0]?.trials);
    assert.equal(after.runs[1]?.trials.length, 2);
  });

  testWhole("an app that does not answer a path is refused before anything is measured", async (t) => {
    const folder = freshFolder(t);
    const { code, stderr } = await broadside([
      "map",
      "--app",
      testAppPath("not-found.js"),
      "--path",
      "/",
      "--path",
      "/missing",
      ...small,
      "--out",
      folder,
    ]);
    assert.equal(code, 2, stderr);
    assert.match(stderr, /404/);
    assert.ok(!existsSync(join(folder, "map-run.json")));
  });
});
