import { sampleStandardDeviation } from "simple-statistics";

/** Sample standard deviation, with n − 1; 0 for fewer than two values. */
export function standardDeviation(values: readonly number[]): number {
  return values.length < 2 ? 0 : sampleStandardDeviation([...values]);
}
