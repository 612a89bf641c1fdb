import assert from "node:assert/strict";
import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { writeArtifacts } from "../../../harness/store/artifacts.ts";
import { temporaryFolder } from "./temporary-folder.ts";

test("artifacts are written below the folder, in folders of their own too, and replaced", async (t) => {
  const folder = join(temporaryFolder(t), "new");
  await writeArtifacts(folder, [{ path: "report.md", content: "old" }]);
  await writeArtifacts(folder, [
    { path: "report.md", content: "# Report é\n" },
    { path: "charts/by/latency.svg", content: Buffer.from("<svg/>") },
  ]);
  assert.equal(readFileSync(join(folder, "report.md"), "utf8"), "# Report é\n");
  assert.equal(readFileSync(join(folder, "charts/by/latency.svg"), "utf8"), "<svg/>");
  const found = new Set(readdirSync(folder, { recursive: true, encoding: "utf8" }));
  assert.deepEqual(found, new Set(["charts", "charts/by", "charts/by/latency.svg", "report.md"]));
});

const bad = [
  "../evil",
  "a/../../evil",
  "/tmp/evil",
  "..",
  ".",
  "",
  "a/",
  "a/..",
  "run.json",
  "./run.json",
  ".lock",
  "a\0b",
];

for (const path of bad) {
  test(`${JSON.stringify(path)} is refused, and nothing else is written either`, async (t) => {
    const parent = temporaryFolder(t);
    const folder = join(parent, "run");
    mkdirSync(folder);
    const artifacts = [
      { path: "good.md", content: "good" },
      { path, content: "evil" },
    ];
    await assert.rejects(writeArtifacts(folder, artifacts), { code: "output-unwritable" });
    assert.deepEqual(readdirSync(folder), []);
    assert.deepEqual(readdirSync(parent), ["run"]);
  });
}

test("a link that leads out of the folder is not followed, not even to make a folder", async (t) => {
  const folder = temporaryFolder(t);
  const outside = temporaryFolder(t);
  symlinkSync(outside, join(folder, "charts"));
  for (const path of ["charts/evil.svg", "charts/deep/evil.svg"]) {
    await assert.rejects(writeArtifacts(folder, [{ path, content: "evil" }]), { code: "output-unwritable" });
  }
  assert.deepEqual(readdirSync(outside), []);
});

test("a file that is itself a link is replaced, and what it led to is kept", async (t) => {
  const folder = temporaryFolder(t);
  const outside = join(temporaryFolder(t), "precious");
  writeFileSync(outside, "precious");
  symlinkSync(outside, join(folder, "report.md"));
  await writeArtifacts(folder, [{ path: "report.md", content: "report" }]);
  assert.equal(readFileSync(outside, "utf8"), "precious");
  assert.equal(readFileSync(join(folder, "report.md"), "utf8"), "report");
});

test("a file where a folder is needed is an error with a reason", async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "charts"), "a file");
  await assert.rejects(writeArtifacts(folder, [{ path: "charts/a.svg", content: "" }]), {
    code: "output-unwritable",
    message: /in the way|not a folder/,
  });
});
