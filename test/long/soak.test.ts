import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { testAppPath } from "../support/boot-target.ts";
import { broadside, freshFolder } from "../support/broadside.ts";

const long = ["-t", "single", "--load", "open:150", "--duration", "21s", "--warmup", "500ms", "--blocks", "1"];

describe("a long window", { concurrency: 2 }, () => {
  test("of an app that keeps what it should not calls it a leak", async (t) => {
    const folder = freshFolder(t);
    const { code, stdout, stderr } = await broadside(["--app", testAppPath("leaks.js"), ...long, "--out", folder]);
    assert.equal(code, 0, stderr);
    assert.match(stdout.replaceAll("\n", " "), /single leaks: its retained heap and buffers grew by \d+%/);
    assert.match(readFileSync(join(folder, "report.md"), "utf8"), /single leaks/);
    assert.match(readFileSync(join(folder, "report.html"), "utf8"), /Memory over time/);
    const { arms } = JSON.parse(readFileSync(join(folder, "summary.json"), "utf8"));
    assert.equal(arms[0].soak.heap.verdict, "grows");
  });

  test("of an app that keeps nothing calls nothing a leak", async (t) => {
    const folder = freshFolder(t);
    const { code, stdout, stderr } = await broadside(["--app", testAppPath("plain.js"), ...long, "--out", folder]);
    assert.equal(code, 0, stderr);
    assert.doesNotMatch(stdout, /leaks:/);
    const { arms } = JSON.parse(readFileSync(join(folder, "summary.json"), "utf8"));
    assert.notEqual(arms[0].soak.heap.verdict, "grows");
  });
});
