import assert from "node:assert/strict";
import { test } from "node:test";
import { makeRandom } from "../../../harness/stats/random.ts";
import { quantile } from "../../../harness/stats/quantile.ts";
import { erlangC, responseQuantileMD1, responseQuantileMM1 } from "../../../harness/stats/queueing.ts";
import { close } from "./support.ts";

test("Erlang's C is that of the tables", () => {
  for (const [servers, load, expected] of [
    [1, 0.5, 0.5],
    [2, 1, 0.33333333],
    [2, 1.6, 0.71111111],
    [4, 3.2, 0.59643247],
    [8, 6.4, 0.45764493],
    [16, 14.4, 0.59134339],
  ] as const) {
    close(erlangC(servers, load), expected, 5e-9);
  }
  assert.equal(erlangC(3, 0), 0);
  assert.ok(erlangC(500, 499) < 1);
});

type QuantileOf = (q: number, utilisation: number) => number;

function assertQuantiles(
  quantileOf: QuantileOf,
  utilisation: number,
  expected: readonly number[],
  within: number,
): void {
  for (const [index, q] of [0.5, 0.9, 0.95, 0.99].entries()) {
    close(quantileOf(q, utilisation), expected[index] ?? Number.NaN, within);
  }
}

test("response times at one server are those of theory", () => {
  assertQuantiles(responseQuantileMM1, 0.5, [1.386, 4.605, 5.991, 9.21], 5e-4);
  assertQuantiles(responseQuantileMM1, 0.8, [3.466, 11.513, 14.979, 23.026], 5e-4);
  assertQuantiles(responseQuantileMD1, 0.5, [1, 2.515745, 3.050638, 4.336256], 5e-7);
});

test("constant service at high utilisation is what a queue simulated request by request shows", () => {
  const random = makeRandom(7);
  const utilisation = 0.9;
  const responses: number[] = [];
  let wait = 0;
  for (let request = 0; request < 400_000; request += 1) {
    responses.push(wait + 1);
    wait = Math.max(0, wait + 1 + Math.log(1 - random.nextFloat()) / utilisation);
  }
  for (const q of [0.5, 0.9, 0.99]) {
    close(quantile(responses, q) / responseQuantileMD1(q, utilisation), 1, 0.05);
  }
});

test("what does not settle has no answer", () => {
  for (const call of [
    () => erlangC(2, 2),
    () => erlangC(0, 0),
    () => erlangC(1.5, 1),
    () => responseQuantileMM1(0.5, 1),
    () => responseQuantileMD1(1, 0.5),
    () => responseQuantileMD1(0.5, -0.1),
  ]) {
    assert.throws(call, RangeError);
  }
});
