import assert from "node:assert/strict";
import { test } from "node:test";
import { binomialCdf, binomialPmf } from "../../../harness/stats/binomial.ts";
import { close, range } from "./support.ts";

test("probabilities are those of coin tosses", () => {
  close(binomialPmf(2, 4, 0.5), 6 / 16);
  close(binomialCdf(1, 10, 0.5), 11 / 1024);
  close(binomialPmf(0, 29, 0.9) + binomialCdf(28, 29, 0.9), 1 - 0.9 ** 29);
});

test("probabilities sum to 1, also for thousands of trials", () => {
  for (const [n, p] of [
    [5, 0.3],
    [2_000, 0.01],
  ] as const) {
    close(
      range(n + 1).reduce((sum, k) => sum + binomialPmf(k, n, p), 0),
      1,
    );
  }
});

test("certain and impossible outcomes are 1 and 0", () => {
  assert.deepEqual(
    [binomialPmf(0, 3, 0), binomialPmf(1, 3, 0), binomialPmf(3, 3, 1), binomialPmf(2, 3, 1)],
    [1, 0, 1, 0],
  );
  assert.deepEqual([binomialCdf(-1, 3, 0.5), binomialCdf(3, 3, 0.5), binomialPmf(4, 3, 0.5)], [0, 1, 0]);
});
