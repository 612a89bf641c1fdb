import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { summaryCsvReporter, trialsCsvReporter } from "../../reports/csv.ts";
import type { Reporter, ReportInput } from "../../reports/report.ts";
import { fixtureInput } from "../support/analysis.ts";
import { hostileInput, hostileNames } from "../support/hostile.ts";

/** A reader of RFC 4180, independent of the writer. */
function parse(csv: string): readonly (readonly string[])[] {
  const cells = csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n)/g);
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of cells) {
    rows.at(-1)?.push(quoted === undefined ? (plain ?? "") : quoted.replaceAll('""', '"'));
    if (end === "\n") rows.push([]);
  }
  return rows.slice(0, -1);
}

async function rowsOf(reporter: Reporter, input: ReportInput): Promise<readonly (readonly string[])[]> {
  const artifacts = await reporter.render(input);
  return artifacts.flatMap(({ content }) => parse(content));
}

describe("CSV reports", () => {
  it("have a row for each arm and metric, and one for the ratio to the baseline", async () => {
    const { analysis } = fixtureInput();
    const rows = await rowsOf(summaryCsvReporter, fixtureInput());
    const metrics = analysis.arms.reduce((count, arm) => count + arm.metrics.length, 0);
    assert.equal(rows.length, 1 + metrics + analysis.arms.length - 1);
  });

  it("have a row for each trial, the failed ones with why", async () => {
    const { run } = fixtureInput();
    const [head = [], ...rows] = await rowsOf(trialsCsvReporter, fixtureInput());
    assert.equal(rows.length, run.trials.length);
    const failed = rows.find((row) => row[head.indexOf("status")] === "failed");
    assert.equal(failed?.[head.indexOf("failure_code")], "app-exited");
    assert.equal(failed?.[head.indexOf("throughput_requests_per_second")], "");
  });

  it("give a spreadsheet no formula to run, and keep every row whole", async () => {
    for (const reporter of [summaryCsvReporter, trialsCsvReporter]) {
      for (const name of hostileNames) {
        const [head = [], ...rows] = await rowsOf(reporter, hostileInput(name));
        for (const row of rows) {
          assert.equal(row.length, head.length, JSON.stringify(name));
          for (const cell of row) assert.doesNotMatch(cell, /^[=+@\t\r]|^-(?!\d+(?:\.\d+)?(?:e[+-]?\d+)?$)/);
          assert.doesNotMatch(row[head.indexOf("arm")] ?? "", /^-/);
        }
      }
    }
  });
});
