/** A source of pseudo-random numbers: the same seed gives the same numbers, on every machine. */
export type Random = {
  /** The next number, from 0 up to but not including 1, with 32 random bits. */
  readonly nextFloat: () => number;
  /** The next whole number from 0 up to but not including `bound`, all equally likely. */
  readonly nextInt: (bound: number) => number;
};

/**
 * sfc32 (C. Doty-Humphrey, PractRand), its state filled from `seed` by splitmix32 and its first 12 outputs thrown away.
 * Only the low 32 bits of the seed count.
 */
export function makeRandom(seed: number): Random {
  const fill = splitmix32(seed);
  let a = fill();
  let b = fill();
  let c = fill();
  let counter = 1;
  const nextWord = (): number => {
    const result = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + result;
    return result >>> 0;
  };
  for (let discarded = 0; discarded < 12; discarded += 1) nextWord();
  const nextInt = (bound: number): number => {
    if (!Number.isInteger(bound) || bound < 1 || bound > 2 ** 32) {
      throw new RangeError(`A bound is a whole number from 1 to 2^32, not ${bound}.`);
    }
    // Words beyond the last whole multiple of the bound would favour the small results.
    const limit = 2 ** 32 - (2 ** 32 % bound);
    let word = nextWord();
    while (word >= limit) word = nextWord();
    return word % bound;
  };
  return { nextFloat: () => nextWord() / 2 ** 32, nextInt };
}

/** The items in random order, every order equally likely (Fisher–Yates). The given array is left as it is. */
export function shuffle<Item>(items: readonly Item[], random: Random): readonly Item[] {
  const remaining = [...items];
  const shuffled: Item[] = [];
  while (remaining.length > 0) shuffled.push(...remaining.splice(random.nextInt(remaining.length), 1));
  return shuffled;
}

function splitmix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  };
}
