const rootTwoPi = Math.sqrt(2 * Math.PI);

/** Density of the standard normal distribution. */
export function normalDensity(x: number): number {
  return Math.exp((-x * x) / 2) / rootTwoPi;
}

/**
 * Distribution function of the standard normal, to about 1e-15, in the tails relative to itself: the series about 0
 * (Marsaglia, Journal of Statistical Software 11(4), 2004) within ±3, Laplace's continued fraction beyond
 * (Abramowitz & Stegun 26.2.14).
 */
export function normalCdf(x: number): number {
  if (x > 3) return 1 - upperTail(x);
  if (x < -3) return upperTail(-x);
  let term = x;
  let sum = x;
  for (let odd = 3; Math.abs(term) > 1e-18; odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return 0.5 + sum * normalDensity(x);
}

/** P(X > x), x > 0. */
function upperTail(x: number): number {
  let fraction = x;
  for (let step = 120; step >= 1; step -= 1) fraction = x + step / fraction;
  return normalDensity(x) / fraction;
}

/** The x with P(X ≤ x) = p, by bisection. @throws RangeError unless 0 < p < 1. */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`A probability lies between 0 and 1, not ${p}.`);
  if (p > 0.5) return -normalQuantile(1 - p);
  let [low, high] = [-40, 0];
  for (let step = 0; step < 80; step += 1) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
