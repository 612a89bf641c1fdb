import { regularisedBeta } from "./beta.ts";

/**
 * P(F ≥ f) of the F distribution with so many degrees of freedom, to about 1e-12.
 * @throws RangeError unless the degrees of freedom are positive.
 */
export function fUpperTail(f: number, numerator: number, denominator: number): number {
  if (!(numerator > 0 && denominator > 0)) throw new RangeError("Degrees of freedom are positive.");
  if (!(f > 0)) return 1;
  return regularisedBeta(denominator / (denominator + numerator * f), denominator / 2, numerator / 2);
}
