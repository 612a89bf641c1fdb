import type { GateSettings } from "../../../model/index.ts";
import { hodgesLehmann } from "../../../stats/hodges-lehmann.ts";
import { holm } from "../../../stats/holm.ts";
import { signedRankTest } from "../../../stats/signed-rank.ts";
import type { VerdictLevels } from "../../../analysis/verdict-levels.ts";

/** The worsenings of one metric, one a pair: logarithms of how many times worse head is than base, positive is worse. */
export type Series = {
  readonly worsenings: readonly number[];
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
  const adjusted = holm(series.map(({ worsenings }) => signedRankTest(worsenings).pGreater));
  return series.map(({ worsenings, tolerance, minimalEffect }, index) => {
    const { value: worseBy, high } = hodgesLehmann(worsenings, 1 - 2 * levels.pass);
    const adjustedP = adjusted[index] ?? 1;
    const isRegression = adjustedP <= levels.regression && worseBy >= minimalEffect;
    const isPass = high !== null && high < tolerance;
    const outcome = isRegression ? "regression" : isPass ? "pass" : "inconclusive";
    return { outcome, worseBy, worseByAtMost: high, adjustedP };
  });
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
