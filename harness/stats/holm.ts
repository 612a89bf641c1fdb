/**
 * Holm's step-down adjustment (Scandinavian Journal of Statistics 6, 1979): p values that may each be held to the
 * level of the whole family, in the order given. Valid whatever the dependence.
 */
export function holm(pValues: readonly number[]): readonly number[] {
  const order = pValues.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const adjusted = Array.from(pValues, () => 1);
  let running = 0;
  for (const [step, { p, index }] of order.entries()) {
    running = Math.max(running, Math.min(1, p * (order.length - step)));
    adjusted[index] = running;
  }
  return adjusted;
}
