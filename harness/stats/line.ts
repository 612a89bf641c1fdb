import { linearRegression } from "simple-statistics";
import type { Point } from "./theil-sen.ts";

/** The line that fits points best by least squares. @throws RangeError unless two points have different x. */
export function fitLine(points: readonly Point[]): { readonly slope: number; readonly intercept: number } {
  if (new Set(points.map(({ x }) => x)).size < 2) throw new RangeError("A line needs two points with different x.");
  const { m, b } = linearRegression(points.map(({ x, y }) => [x, y]));
  return { slope: m, intercept: b };
}
