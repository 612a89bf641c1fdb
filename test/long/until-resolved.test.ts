import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { loadRun } from "../../harness/store/run-store.ts";
import { broadside, freshFolder } from "../support/broadside.ts";

test("--until-resolved ends at a look that tells every pair apart, and the report says so", async (t) => {
  const folder = freshFolder(t);
  const times = ["--warmup", "100ms", "--duration", "250ms"];
  const args = ["-s", "cpu-report", "-t", "single,cluster-round-robin", "-w", "2", "--until-resolved", ...times];
  const { code, stdout, stderr } = await broadside([...args, "--out", folder]);
  assert.equal(code, 0, stderr);
  const { plan, earlyEnd, replacedBlocks, trials } = await loadRun(folder);
  if (earlyEnd === undefined) assert.fail(`no look decided it: ${stdout}`);
  const { blocks, because } = earlyEnd;
  assert.equal(because, "decided");
  assert.ok(plan.looks?.includes(blocks) === true && blocks < plan.blocks, String(blocks));
  assert.equal(trials.length, 2 * (blocks + replacedBlocks.length));
  assert.match(stdout, new RegExp(`${blocks} of at most ${plan.blocks} blocks`));
  const report = readFileSync(join(folder, "report.md"), "utf8");
  assert.match(report, new RegExp(`ended after ${blocks} blocks, with every pair decided`));
});
