import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { analyse } from "../../../harness/analysis/index.ts";
import { statedRun } from "../../../harness/cli/stated.ts";
import { trendOf } from "../../../harness/history/trend/analysis.ts";
import { makeSweep, sweepInput } from "../../support/sweep-input.ts";

function placeOf(armId: string): string {
  return armId.slice(armId.indexOf(" at "));
}

describe("a sweep over connections", () => {
  const { run, analysis } = sweepInput();

  test("names its arms by strategy and load, and compares them where they have the same load alone", () => {
    assert.deepEqual(
      analysis.arms.map(({ armId }) => armId).filter((id) => id.startsWith("reuseport")),
      [
        "reuseport at 2 connections",
        "reuseport at 8 connections",
        "reuseport at 2 new connections",
        "reuseport at 8 new connections",
      ],
    );
    assert.equal(analysis.comparisons.length, 4 * 3);
    for (const { a, b } of analysis.comparisons) assert.equal(placeOf(a), placeOf(b));
  });

  test("has the skew of each strategy at each load, in requests and in connections, with its interval", () => {
    const row = analysis.sweep?.rows.find(({ strategy }) => strategy === "cluster-os");
    const [first] = row?.cells ?? [];
    assert.ok(Math.abs((first?.requests?.value ?? 0) - 1.815) < 0.006);
    assert.ok((first?.requests?.low ?? 0) >= 1.79 && (first?.requests?.high ?? 9) <= 1.84);
    assert.ok(Math.abs((first?.connections?.value ?? 0) - 1.815) < 0.006);
  });

  test("says who is less even than another and who least of all, what chance would give, and why, as far as intervals show it", () => {
    const { headline, details, ranked } = analysis.verdict;
    assert.equal(ranked, true);
    assert.match(
      headline,
      /^Found to spread connections less evenly than another: .*cluster-os \(.*; nowhere: cluster-round-robin\./,
    );
    assert.match(headline, /cluster-os has the largest skew, at 2 connections, kept open: .* 1\.8\d \[/);
    assert.match(details.join("\n"), /^cluster-os at 2 and 8 connections: .*more uneven than chance\.$/m);
    assert.match(details.join("\n"), /^reuseport at 8 connections: .*what chance gives\.$/m);
    assert.match(
      details.join("\n"),
      /on average 1\.\d+ times the mean of 2 and 1\.\d+ times the mean of 8 connections/,
    );
    assert.doesNotMatch(details.join("\n"), /^cluster-round-robin/m);
  });

  test("claims no order of strategies that are alike, and none of a few blocks", () => {
    const alike = analyse(statedRun(makeSweep((_, block) => 1.1 + 0.01 * (block % 5))));
    assert.match(alike.verdict.headline, /^No strategy was found to spread connections less evenly than another\./);
    const few = analyse(statedRun(makeSweep((armId) => (armId.startsWith("cluster-os") ? 2 : 1), 2)));
    assert.match(few.verdict.headline, /^No ranking: 2 complete blocks/);
    assert.ok(few.arms.every(({ rank }) => rank === null));
  });

  test("is not put in doubt by what concerns speed alone, nor followed as a trend", () => {
    assert.ok(analysis.warnings.every(({ code }) => code !== "uneven-spread" && code !== "generator-saturated"));
    assert.equal(trendOf([{ folder: "sweep", run: statedRun(run) }], "throughput"), null);
  });
});
