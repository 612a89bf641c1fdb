/**
 * Jain's fairness index (Jain, Chiu & Hawe, DEC-TR-301, 1984): 1 when all shares are equal, 1/n when one has all.
 * Null when there is nothing to share.
 */
export function jainIndex(shares: readonly number[]): number | null {
  const total = shares.reduce((sum, share) => sum + share, 0);
  if (total === 0) return null;
  return total ** 2 / (shares.length * shares.reduce((sum, share) => sum + share ** 2, 0));
}

/** The largest share over the mean share, 1 when all are equal. Null when there is nothing to share. */
export function maxOverMean(shares: readonly number[]): number | null {
  const total = shares.reduce((sum, share) => sum + share, 0);
  if (total === 0) return null;
  return (Math.max(...shares) * shares.length) / total;
}
