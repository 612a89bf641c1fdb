import assert from "node:assert/strict";

/** Equal to within `tolerance`, by default the rounding of a few float operations. */
export function close(actual: number | null, expected: number, tolerance = 1e-9): void {
  assert.ok(
    actual !== null && Math.abs(actual - expected) <= tolerance,
    `expected ${expected} to within ${tolerance}, got ${actual}`,
  );
}

const first = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
const second = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];

/** Depression scores before and after therapy: Hollander & Wolfe, Nonparametric Statistical Methods, table 3.1. */
export const hollanderWolfe = { differences: first.map((value, index) => value - (second[index] ?? Number.NaN)) };

/** The example in the documentation of Go's benchstat: ns/op before and after. */
export const benchstat = {
  before: [1726, 1723, 1707, 1707, 1713, 1729, 1736, 1707, 1705, 1774],
  after: [1423, 1416, 1411, 1413, 1412, 1426, 1422, 1424, 1447, 1425],
};

export function range(n: number): readonly number[] {
  return Array.from({ length: n }, (_, index) => index);
}
