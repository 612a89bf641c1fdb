import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { jainIndex, maxOverMean } from "../../../harness/stats/jain.ts";
import { close } from "./support.ts";

const shares = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 10 });

test("the index is that of the published examples", () => {
  assert.equal(jainIndex([1, 1, 1, 1]), 1);
  assert.equal(jainIndex([4, 0, 0, 0]), 0.25);
  close(jainIndex([1, 2, 3, 4]), 0.83333, 5e-6);
  close(jainIndex([10, 20]), 0.9);
});

test("the index lies between 1/n and 1, max over mean between 1 and n, whatever the scale and the order", () => {
  fc.assert(
    fc.property(shares, fc.integer({ min: 1, max: 50 }), (values, scale) => {
      const index = jainIndex(values);
      const ratio = maxOverMean(values);
      if (index === null || ratio === null) {
        assert.ok(values.every((value) => value === 0));
        return;
      }
      assert.ok(index >= 1 / values.length - 1e-12 && index <= 1 + 1e-12);
      assert.ok(ratio >= 1 - 1e-12 && ratio <= values.length + 1e-12);
      const changed = values.toReversed().map((value) => value * scale);
      close(jainIndex(changed), index);
      close(maxOverMean(changed), ratio);
    }),
  );
});

test("max over mean of 3, 1 is 1.5", () => {
  assert.equal(maxOverMean([3, 1]), 1.5);
});

test("nothing shared out is neither even nor uneven", () => {
  assert.equal(jainIndex([0, 0]), null);
  assert.equal(maxOverMean([]), null);
});
