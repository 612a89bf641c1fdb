import { hodgesLehmann } from "./hodges-lehmann.ts";

/**
 * Share of the spread of differences within pairs, as variance about their Hodges–Lehmann estimate, that goes along with a
 * covariate which is itself a difference within the pairs: by least squares through the origin, and none against its direction.
 * @throws when there are no differences
 */
export function explainedShare(differences: readonly number[], covariate: readonly number[]): number {
  const shift = hodgesLehmann(differences).value;
  const rest = differences.map((difference) => difference - shift);
  const squares = sumOf(covariate.map((x) => x * x));
  const spread = sumOf(rest.map((value) => value * value));
  if (squares === 0 || spread === 0) return 0;
  const products = sumOf(rest.map((value, index) => value * (covariate[index] ?? 0)));
  return products <= 0 ? 0 : Math.min(1, products ** 2 / (squares * spread));
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
