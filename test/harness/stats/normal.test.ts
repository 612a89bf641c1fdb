import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { normalCdf, normalQuantile } from "../../../harness/stats/normal.ts";
import { close } from "./support.ts";

test("the distribution function is the published one, in the tails relative to itself", () => {
  close(normalCdf(0), 0.5, 1e-15);
  close(normalCdf(1.96), 0.9750021048517795, 1e-14);
  close(normalCdf(-5) / 2.866515718791939e-7, 1, 1e-12);
  close(normalCdf(-8) / 6.220960574271786e-16, 1, 1e-12);
  close(normalCdf(-3 - 1e-9) / normalCdf(-3 + 1e-9), 1, 1e-7);
});

test("the quantile is the published one, and undoes the distribution function", () => {
  close(normalQuantile(0.975), 1.959963984540054, 1e-12);
  close(normalQuantile(1e-10), -6.361340902404056, 1e-10);
  fc.assert(
    fc.property(fc.double({ min: -6, max: 6, noNaN: true }), (x) => close(normalQuantile(normalCdf(x)), x, 1e-6)),
  );
  for (const p of [0, 1, -0.1, Number.NaN]) assert.throws(() => normalQuantile(p), RangeError);
});
