import { walshAverages } from "./hodges-lehmann.ts";
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
};

const replicates = 4_000;

/**
 * The smallest shift that the exact one-sided signed-rank test finds with the chance wanted, in units of the
 * differences (of log ratios: exp(result) − 1 is the relative change), if the differences are normal.
 *
 * The test rejects when V ≥ c; V counts the positive Walsh averages, and a shift moves them all by as much. So in
 * each of 4,000 samples drawn from a fixed seed, the shift that just suffices is one order statistic of the Walsh
 * averages, and the answer is the quantile of those shifts at `power`. Accurate to about 2% of itself.
 * Null when so few pairs cannot reach `alpha` at all.
 */
export function detectableShift({ deviation, pairs, alpha, power }: DetectableInput): number | null {
  const critical = criticalValue(pairs, alpha);
  if (critical === null) return null;
  const random = makeRandom(20_260_314);
  const shifts = Array.from({ length: replicates }, () => {
    const averages = walshAverages(Array.from({ length: pairs }, () => standardNormal(random)));
    return -(averages[averages.length - critical] ?? 0);
  });
  return deviation * quantile(shifts, power);
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
