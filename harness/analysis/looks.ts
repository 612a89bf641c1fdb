import { countedBlocks } from "../course.ts";
import type { Plan, Run } from "../model/index.ts";
import { contendersOf } from "../plan.ts";
import { blocksNeeded } from "../stats/all-pairs.ts";
import { equivalentWithin } from "../stats/equivalence.ts";
import { nominalLevels } from "../stats/sequential.ts";
import { compareArms, decidingTable, familyLevel, pairsOfArms, sameWithin } from "./compare.ts";
import { measuredTrials } from "./counted.ts";

/** Each look takes half as many blocks again as the one before; the last, at least a quarter. */
const growth = 1.5;
const lastGrowth = 1.25;

/**
 * Numbers of blocks after which a run is looked at: from the first with which so many arms could all be told apart, up
 * to `most`. With fewer than two looks the run is of fixed length.
 */
export function looksFor(arms: number, most: number): readonly number[] {
  for (let first = 6; first < most; first += 1) {
    const looks: number[] = [];
    for (let look = first; look * lastGrowth <= most; look = Math.round(look * growth)) looks.push(look);
    looks.push(most);
    const [level = 0] = levelsAt(looks);
    if (blocksNeeded(arms, level) <= first) return looks;
  }
  return [most];
}

/**
 * The level to which the family of all pairs is held when so many blocks count. Pocock's boundary (Biometrika 64,
 * 1977) spends the level evenly over the looks, and lets an easy question end early. Zero before the first look, when
 * nothing may be claimed.
 */
export function levelAt({ looks }: Plan, blocks: number): number {
  if (looks === undefined) return familyLevel;
  const passed = looks.filter((look) => look <= blocks).length;
  return levelsAt(looks)[passed - 1] ?? 0;
}

/** Whether every pair of arms is told apart, or shown to be the same within the margin, at the level of this look. */
export function isResolved(run: Run): boolean {
  const { plan } = run;
  const trials = measuredTrials(run);
  const arms = contendersOf(plan).map(({ id }) => id);
  const table = decidingTable(plan, trials, arms);
  if (table.armIds.length < arms.length) return false;
  const level = levelAt(plan, countedBlocks(run));
  return compareArms(table, level, plan.seed).every(
    ({ a, b, outcome }) =>
      outcome !== "not-resolved" || equivalentWithin(pairsOfArms(table, a, b), sameWithin, level).equivalent,
  );
}

function levelsAt(looks: readonly number[]): readonly number[] {
  return nominalLevels({ level: familyLevel, sides: 2, sizes: looks, shape: "pocock" });
}
