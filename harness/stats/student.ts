import { fUpperTail } from "./f-distribution.ts";

/**
 * The t beyond which, on both sides together, 1 − `confidence` of Student's distribution lies, by bisection.
 * @throws RangeError unless 0 < confidence < 1 and the degrees of freedom are positive.
 */
export function studentQuantile(confidence: number, freedom: number): number {
  if (!(confidence > 0 && confidence < 1))
    throw new RangeError(`A confidence lies between 0 and 1, not ${confidence}.`);
  let [low, high] = [0, 1_000];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    // Student's t squared is F with one degree of freedom above.
    if (fUpperTail(middle ** 2, 1, freedom) > 1 - confidence) low = middle;
    else high = middle;
  }
  return low;
}
