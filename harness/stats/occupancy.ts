import type { Random } from "./random.ts";

/** Balls thrown at most; by then the mean is good to three digits, or there are so many balls that it hardly varies. */
const mostThrows = 2_000_000;
const mostDraws = 4_000;

/**
 * The mean, over many draws, of the fullest bin over the mean bin when each ball falls into a bin at random (the
 * classical occupancy problem; Feller, An Introduction to Probability Theory, vol. 1, §II.5).
 */
export function fullestOverMean(balls: number, bins: number, { nextInt }: Random): number {
  const draws = Math.max(1, Math.min(mostDraws, Math.floor(mostThrows / balls)));
  let sum = 0;
  for (let draw = 0; draw < draws; draw += 1) {
    const counts = Array.from({ length: bins }, () => 0);
    for (let ball = 0; ball < balls; ball += 1) {
      const bin = nextInt(bins);
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    sum += Math.max(...counts);
  }
  return (sum * bins) / (draws * balls);
}
