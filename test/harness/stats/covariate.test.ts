import assert from "node:assert/strict";
import { test } from "node:test";
import { explainedShare } from "../../../harness/stats/covariate.ts";
import { hodgesLehmann } from "../../../harness/stats/hodges-lehmann.ts";
import { makeRandom } from "../../../harness/stats/random.ts";
import { standardDeviation } from "../../../harness/stats/standard-deviation.ts";
import { close, range } from "./support.ts";

test("by hand: of 1, -1, 1 and -1 about 0, half goes along with 1, -1, 0 and 0", () => {
  close(explainedShare([1, -1, 1, -1], [1, -1, 0, 0]), 0.5);
});

test("all of it, where the differences are the covariate and a shift", () => {
  const covariate = [0.2, -0.1, 0.05, -0.15, 0.1, -0.1];
  close(
    explainedShare(
      covariate.map((x) => 0.3 + 2 * x),
      covariate,
    ),
    1,
    0.01,
  );
});

test("none against its direction, of a covariate that is always 0, or of differences that are all alike", () => {
  assert.equal(explainedShare([1, -1, 2, -2], [-1, 1, -2, 2]), 0);
  assert.equal(explainedShare([1, -1], [0, 0]), 0);
  assert.equal(explainedShare([0.1, 0.1, 0.1], [1, 2, 3]), 0);
});

test("it is the share by which the least squares lessen the variance", () => {
  const random = makeRandom(5);
  for (const share of [0.2, 0.5, 0.8]) {
    const covariate = range(400).map(() => random.nextFloat() - 0.5);
    const noise = range(400).map(() => random.nextFloat() - 0.5);
    const differences = covariate.map((x, at) => Math.sqrt(share) * x + Math.sqrt(1 - share) * (noise[at] ?? 0));
    const { value } = hodgesLehmann(differences);
    const squares = covariate.reduce((sum, x) => sum + x * x, 0);
    const slope = covariate.reduce((sum, x, at) => sum + x * ((differences[at] ?? 0) - value), 0) / squares;
    const rest = differences.map((one, at) => one - value - slope * (covariate[at] ?? 0));
    const [before, after] = [differences, rest].map((values) => standardDeviation(values) ** 2);
    close(explainedShare(differences, covariate), 1 - (after ?? 0) / (before ?? 1), 0.01);
    close(explainedShare(differences, covariate), share, 0.08);
  }
});
