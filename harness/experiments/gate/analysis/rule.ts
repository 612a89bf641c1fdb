import type { GateSettings } from "../../../model/index.ts";
import { adjustedShift, isLeaning, residuals } from "../../../stats/covariate.ts";
import { hodgesLehmann } from "../../../stats/hodges-lehmann.ts";
import { holm } from "../../../stats/holm.ts";
import { signedRankTest } from "../../../stats/signed-rank.ts";
import type { VerdictLevels } from "../../../analysis/verdict-levels.ts";

/** The worsenings of one metric, one a pair: logarithms of how many times worse head is than base, positive is worse. */
export type Series = {
  readonly worsenings: readonly number[];
  /**
   * How many times as long the machine took for the same work beside head as beside base, one a pair, logarithms; null where
   * that is not known, or does not bear on the metric.
   */
  readonly slowness: readonly number[] | null;
  /** To pass, the worsening must be shown to be less, on the same scale. */
  readonly tolerance: number;
  /** The least worsening that is called a regression, on the same scale. */
  readonly minimalEffect: number;
};

export type Judgement = {
  readonly outcome: "pass" | "regression" | "inconclusive";
  /** Hodges–Lehmann estimate, a logarithm. */
  readonly worseBy: number;
  /** Upper one-sided bound at the pass level, a logarithm; null with too few pairs for one. */
  readonly worseByAtMost: number | null;
  /** Exact one-sided p of the signed-rank test, adjusted over the series by Holm. */
  readonly adjustedP: number;
};

/**
 * Judges metrics by their worsenings.
 *
 * Regression: the adjusted p is at or below its level, and the estimate at or above the minimal effect; that holds even
 * where the bound is below the tolerance, because a worsening that is certain and worth failing for is one. Pass: the
 * upper bound, which inverts the exact test, is below the tolerance. Inconclusive: neither.
 */
export function judgeSeries(series: readonly Series[], levels: VerdictLevels): readonly Judgement[] {
  const estimated = series.map((one) => ({ one, found: estimateOf(one, 1 - 2 * levels.pass) }));
  const adjusted = holm(estimated.map(({ found }) => found.p));
  return estimated.map(({ one: { tolerance, minimalEffect }, found: { worseBy, high } }, index) => {
    const adjustedP = adjusted[index] ?? 1;
    const isRegression = adjustedP <= levels.regression && worseBy >= minimalEffect;
    const isPass = high !== null && high < tolerance;
    const outcome = isRegression ? "regression" : isPass ? "pass" : "inconclusive";
    return { outcome, worseBy, worseByAtMost: high, adjustedP };
  });
}

type Estimated = { readonly p: number; readonly worseBy: number; readonly high: number | null };

/**
 * Less what the machine's speed explains, where that is known. Where the machine was slower beside one version all along, that
 * may be the version's own doing: then both ways count, and of each figure the more cautious.
 */
function estimateOf({ worsenings, slowness }: Series, confidence: number): Estimated {
  const raw = hodgesLehmann(worsenings, confidence);
  const plain = { p: signedRankTest(worsenings).pGreater, worseBy: raw.value, high: raw.high };
  if (slowness === null) return plain;
  const { value, high } = adjustedShift(worsenings, slowness, confidence);
  const adjusted = { p: signedRankTest(residuals(worsenings, slowness, 0)).pGreater, worseBy: value, high };
  if (!isLeaning(slowness)) return adjusted;
  return {
    p: Math.max(plain.p, adjusted.p),
    worseBy: Math.min(plain.worseBy, adjusted.worseBy),
    high: plain.high === null || high === null ? null : Math.max(plain.high, high),
  };
}

/** Pairs without which no regression can be found at that level among so many metrics. */
export function pairsToFind(metrics: number, level: number): number {
  return Math.ceil(Math.log2(metrics / level));
}

/**
 * The levels for some of the things judged. To pass, all of them must, so that each may have the whole level; any of
 * them can be a regression, so that they share it.
 */
export function levelsFor(count: number, gate: GateSettings, { pass, regression }: VerdictLevels): VerdictLevels {
  return { pass, regression: (regression * count) / judgedCount(gate) };
}

/** How many things a gate can fail for. */
export function judgedCount({ metrics, requirements }: Pick<GateSettings, "metrics" | "requirements">): number {
  return metrics.length + requirements.length;
}
