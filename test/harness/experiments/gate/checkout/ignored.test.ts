import assert from "node:assert/strict";
import { test } from "node:test";
import { ignoredIn } from "../../../../../harness/experiments/gate/checkout/ignored.ts";
import { makeRepository, writeFiles } from "./repository.ts";

test("a folder of Broadside's own results is no setting, whatever it is called; a run.json of another program is", async (t) => {
  const repository = makeRepository(t);
  repository.commit({ ".gitignore": "out-a\nbuilds\ngates\n", "server.js": "" });
  writeFiles(repository.folder, {
    "out-a/run.json": '{"schema":"broadside/run","version":2}',
    "out-a/gate.md": "",
    "gates/monday/run.json": '{"schema":"broadside/run","version":2}',
    "gates/tuesday/map-run.json": '{"schema":"broadside/map","version":1}',
    "builds/run.json": '{"steps":[]}',
  });
  assert.deepEqual(
    (await ignoredIn(repository.folder)).map(({ path }) => path),
    ["builds"],
  );
});
