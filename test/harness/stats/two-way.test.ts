import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { twoWay } from "../../../harness/stats/two-way.ts";
import { close } from "./support.ts";

/** Rows are blocks, columns are treatments; null is missing. */
function values(table: readonly (readonly (number | null)[])[]) {
  return table.flatMap((row, block) =>
    row.flatMap((value, treatment) => (value === null ? [] : [{ treatment, block, value }])),
  );
}

describe("the additive model of treatments and blocks", () => {
  test("gives means, and the mean square of what is left, where all values are there", () => {
    const found = twoWay(
      values([
        [1, 2, 6],
        [3, 4, 8],
        [5, 9, 10],
      ]),
    );
    assert.deepEqual(
      found.treatments.map(({ treatment, n }) => [treatment, n]),
      [0, 1, 2].map((treatment) => [treatment, 3]),
    );
    for (const [index, effect] of [3, 5, 8].entries())
      close(found.treatments[index]?.effect ?? Number.NaN, effect, 1e-9);
    assert.equal(found.freedom, 4);
    // Sums of squares: total 80.0, blocks 38.0, treatments 38.0, rest 4.0 (Fisher's table by hand).
    close(found.variance, 1, 1e-9);
  });

  test("recovers what made the values where some are missing", () => {
    const [effects, levels] = [
      [1, 4, 2],
      [0, 10, -10, 0],
    ];
    const table = levels.map((level, block) =>
      effects.map((effect, index) => (index === block ? null : effect + level)),
    );
    const found = twoWay(values(table));
    for (const [index, effect] of effects.entries()) close(found.treatments[index]?.effect ?? Number.NaN, effect, 1e-9);
    close(found.variance, 0, 1e-9);
  });

  test("has no variance without degrees of freedom", () => {
    const { freedom, variance } = twoWay(values([[1, 2, 3]]));
    assert.equal(freedom, 0);
    assert.ok(Number.isNaN(variance));
  });
});
