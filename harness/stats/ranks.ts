/**
 * Twice the midrank of each value, in the order given: whole numbers, so that sums of ranks with ties stay exact.
 * The smallest of distinct values has 2.
 */
export function doubledMidranks(values: readonly number[]): readonly number[] {
  const order = values.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
  const ranks = Array.from(values, () => 0);
  let start = 0;
  while (start < order.length) {
    let end = start;
    while (end + 1 < order.length && order[end + 1]?.value === order[start]?.value) end += 1;
    for (const { index } of order.slice(start, end + 1)) ranks[index] = start + end + 2;
    start = end + 1;
  }
  return ranks;
}
