/** Rows in the table. A report reads the first so many of them. */
export const salesCount = 200_000;

export const regions = ["Africa", "Americas", "Asia", "Europe", "Oceania"] as const;
export const productCount = 30;

/** The sales table, one array for each column; the row `i` is the `i`-th element of each. */
export type Sales = {
  readonly region: Uint8Array;
  readonly product: Uint8Array;
  readonly units: Uint8Array;
  readonly unitPriceCents: Uint32Array;
};

/**
 * Numbers in [0, 1) that look random and are the same for the same seed, in every process.
 * Method: mulberry32, by Tommy Ettinger, public domain.
 */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Makes the sales table: always the same one. */
export function createSales(): Sales {
  const random = seededRandom(20_240_229);
  const region = new Uint8Array(salesCount);
  const product = new Uint8Array(salesCount);
  const units = new Uint8Array(salesCount);
  const unitPriceCents = new Uint32Array(salesCount);
  for (let row = 0; row < salesCount; row += 1) {
    region[row] = Math.floor(random() * regions.length);
    product[row] = Math.floor(random() * productCount);
    units[row] = 1 + Math.floor(random() * 12);
    unitPriceCents[row] = 99 + Math.floor(random() * 25_000);
  }
  return { region, product, units, unitPriceCents };
}
