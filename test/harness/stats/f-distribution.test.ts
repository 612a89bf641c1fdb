import assert from "node:assert/strict";
import { test } from "node:test";
import { fUpperTail } from "../../../harness/stats/f-distribution.ts";
import { close } from "./support.ts";

test("the tail of F is that of the tables", () => {
  for (const [f, numerator, denominator, p] of [
    [3.708265, 3, 10, 0.05],
    [161.4476, 1, 1, 0.05],
    [4.102685, 5, 20, 0.01],
    [2.689628, 4, 30, 0.05],
  ] as const) {
    close(fUpperTail(f, numerator, denominator), p, 1e-7);
  }
  // With one degree above, F is Student's t squared: t = 2.228139 leaves 5% outside with ten.
  close(fUpperTail(2.228139 ** 2, 1, 10), 0.05, 1e-7);
});

test("at 0 nothing is left out, and degrees of freedom are positive", () => {
  assert.equal(fUpperTail(0, 3, 4), 1);
  assert.throws(() => fUpperTail(1, 0, 4), RangeError);
});
