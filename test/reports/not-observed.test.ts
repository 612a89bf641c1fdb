import assert from "node:assert/strict";
import { before, test } from "node:test";
import { statedRun } from "../../harness/cli/stated.ts";
import { analyse } from "../../harness/analysis/index.ts";
import { renderAll, renderConsole, summaryJson } from "../../reports/index.ts";
import type { ReportInput } from "../../reports/report.ts";
import { unobservedRun } from "../support/unobserved.ts";

const run = unobservedRun();
const input: ReportInput = { run, analysis: analyse(statedRun(run)) };
const files = new Map<string, string>();

before(async () => {
  for (const { path, content } of await renderAll(input)) files.set(path, content);
});

/** The lines of a file that are about the deployment. */
function linesOf(path: string, pattern: RegExp): readonly string[] {
  return (files.get(path) ?? "").split("\n").filter((line) => pattern.test(line));
}

test("what was not observed is called so on the terminal, in Markdown and on the page", () => {
  const console = renderConsole(input, { colour: false, width: 160 });
  assert.match(console, /^1 +External deployment +– .* not observed +not observed$/m);
  assert.match(linesOf("report.md", /^\| 1 \| External/)[0] ?? "", /\| not observed \| not observed \| Its processes/);
  assert.match(files.get("report.html") ?? "", /data-title="CPU per request"><div>not observed</);
  assert.match(files.get("report.html") ?? "", /data-title="Memory, loaded"><div>not observed</);
});

test("tables and JSON leave it empty, and say that it was not observed", () => {
  const [header = ""] = (files.get("trials.csv") ?? "").split("\n");
  const cells = linesOf("trials.csv", /,external,/)[0]?.split(",") ?? [];
  const cell = (name: string): string | undefined => cells[header.split(",").indexOf(name)];
  for (const name of ["workers", "target_cpu_micros", "target_rss_idle_bytes", "boot_seconds"]) {
    assert.equal(cell(name), "", name);
  }
  assert.equal(cell("target_observed"), "false");
  assert.deepEqual(linesOf("summary.csv", /^external,.*(cpu-per-request,|memory-|boot-time)/), []);
  const arm = summaryJson(input).arms.find(({ id }) => id === "external");
  assert.deepEqual([arm?.isObserved, arm?.workers, arm?.metrics["cpu-per-request"]], [false, null, undefined]);
});
