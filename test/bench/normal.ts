import type { Random } from "../../harness/stats/random.ts";

/** A draw of the standard normal distribution (Box & Muller). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.nextFloat())) * Math.cos(2 * Math.PI * random.nextFloat());
}
