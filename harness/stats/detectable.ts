import { walshAverages } from "./hodges-lehmann.ts";
import { normalQuantile } from "./normal.ts";
import { quantile } from "./quantile.ts";
import { makeRandom } from "./random.ts";
import type { Random } from "./random.ts";
import { signedRankNull } from "./signed-rank.ts";

export type DetectableInput = {
  /** Standard deviation of the differences between the members of a pair. */
  readonly deviation: number;
  readonly pairs: number;
  /** One-sided level of the signed-rank test. */
  readonly alpha: number;
  /** Chance of detection wanted, e.g. 0.8. */
  readonly power: number;
  /** What the Hodges–Lehmann estimate must reach as well, in units of the differences. */
  readonly minimal: number;
};

const replicates = 4_000;

/**
 * The smallest shift that is found with the chance wanted, by the exact one-sided signed-rank test and an estimate that
 * reaches `minimal`, in units of the differences (of log ratios: exp(result) − 1 is the relative change), if the
 * differences are normal.
 *
 * The test rejects when V ≥ c; V counts the positive Walsh averages, the estimate is their median, and a shift moves
 * them all by as much. So in each of 4,000 samples drawn from a fixed seed, the shift that just suffices follows from
 * two order statistics of the Walsh averages, and the answer is the quantile of those shifts at `power`. Accurate to
 * about 2% of itself. Null when so few pairs cannot reach `alpha` at all.
 */
export function detectableShift({ deviation, pairs, alpha, power, minimal }: DetectableInput): number | null {
  const critical = criticalValue(pairs, alpha);
  if (critical === null) return null;
  const random = makeRandom(20_260_314);
  const shifts = Array.from({ length: replicates }, () => {
    const averages = walshAverages(Array.from({ length: pairs }, () => deviation * standardNormal(random)));
    return Math.max(-(averages[averages.length - critical] ?? 0), minimal - quantile(averages, 0.5));
  });
  return quantile(shifts, power);
}

export type NeededInput = Omit<DetectableInput, "pairs"> & {
  /** The shift to be found, in units of the differences. */
  readonly shift: number;
};

const mostPairs = 1_000;

/**
 * The number of pairs with which the shift is found with the chance wanted, if the differences are normal: for the
 * test, that of the t test by its normal approximation, (z_α + z_power)² σ²/δ² + z_α²/2 (Guenther, American
 * Statistician 35, 1981), and for an estimate that reaches the minimal effect, z_power² σ²/(δ − minimal)²; the greater,
 * over the signed-rank test's efficiency of 3/π (Hodges & Lehmann 1956). Never fewer than can reach `alpha`; null
 * beyond 1,000, or when the shift is not above 0 and above `minimal`.
 */
export function pairsNeeded({ deviation, shift, alpha, power, minimal }: NeededInput): number | null {
  if (!(shift > 0 && shift > minimal)) return null;
  const [z, zPower] = [normalQuantile(1 - alpha), normalQuantile(power)];
  const byTest = ((z + zPower) * (deviation / shift)) ** 2 + z ** 2 / 2;
  const byEstimate = (zPower * (deviation / (shift - minimal))) ** 2;
  const pairs = Math.max(byTest, byEstimate) / (3 / Math.PI);
  const fewest = Math.ceil(-Math.log2(alpha));
  const needed = Math.max(fewest, Math.ceil(pairs));
  return needed <= mostPairs ? needed : null;
}

/** The smallest c with P(V ≥ c) ≤ alpha under the null; null when there is none. */
function criticalValue(pairs: number, alpha: number): number | null {
  const probabilities = signedRankNull(Array.from({ length: pairs }, (_, index) => index + 1));
  let tail = 0;
  let critical: number | null = null;
  for (let value = probabilities.length - 1; value > 0; value -= 1) {
    tail += probabilities[value] ?? 0;
    if (tail > alpha) break;
    critical = value;
  }
  return critical;
}

/** Box & Muller, Annals of Mathematical Statistics 29, 1958. */
function standardNormal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.nextFloat()));
  return radius * Math.cos(2 * Math.PI * random.nextFloat());
}
