import { regularisedBeta } from "./beta.ts";

/** P(X ≤ k) for X binomial with `n` trials of probability `p`, to about 1e-12, in the same time for any `n`. */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  return regularisedBeta(1 - p, n - k, k + 1);
}

/** P(X = k) for X binomial with `n` trials of probability `p`; made on logarithms, so that large n does not overflow. */
export function binomialPmf(k: number, n: number, p: number): number {
  if (k < 0 || k > n) return 0;
  if (p === 0) return k === 0 ? 1 : 0;
  if (p === 1) return k === n ? 1 : 0;
  let log = k * Math.log(p) + (n - k) * Math.log1p(-p);
  for (let factor = 1; factor <= k; factor += 1) log += Math.log((n - k + factor) / factor);
  return Math.exp(log);
}
