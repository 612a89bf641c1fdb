import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { holm } from "../../../harness/stats/holm.ts";
import { close } from "./support.ts";

const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 10 });

test("the adjusted values are those of R's p.adjust, in the order given", () => {
  const expected = [0.005, 0.04, 0.08, 0.06, 0.3];
  for (const [index, p] of holm([0.001, 0.01, 0.04, 0.02, 0.3]).entries()) close(p, expected[index] ?? Number.NaN);
});

test("adjustment never lowers a p, never passes Bonferroni's, and keeps the order", () => {
  fc.assert(
    fc.property(pValues, (raw) => {
      const adjusted = holm(raw);
      const order = raw.map((p, index) => ({ p, adjusted: adjusted[index] ?? Number.NaN })).sort((a, b) => a.p - b.p);
      for (const [index, one] of order.entries()) {
        assert.ok(one.adjusted >= one.p && one.adjusted <= Math.min(1, one.p * raw.length));
        assert.ok(index === 0 || one.adjusted >= (order[index - 1]?.adjusted ?? Number.NaN));
      }
    }),
  );
});

test("one p stays as it is, and none give none", () => {
  assert.deepEqual(holm([0.03]), [0.03]);
  assert.deepEqual(holm([]), []);
});
