import { countedBlocks } from "../../../course.ts";
import type { Run } from "../../../model/index.ts";
import { nominalLevels } from "../../../stats/sequential.ts";
import { pairsToFind } from "./rule.ts";
import { verdictLevels, type VerdictLevels } from "../../../analysis/verdict-levels.ts";

/**
 * The looks that count, and which of them this is, from 0. A run that time or an interruption ended between two looks
 * is looked at where it ended: since its figures had no part in that, it spends no more than the last look would have.
 */
export function looksTaken(run: Run): { readonly sizes: readonly number[]; readonly look: number } {
  const { looks = [run.plan.blocks] } = run.plan;
  const blocks = countedBlocks(run);
  const passed = looks.filter((look) => look <= blocks);
  if (passed.includes(blocks)) return { sizes: looks, look: passed.length - 1 };
  return { sizes: [...passed, Math.max(1, blocks)], look: passed.length };
}

/** The levels of one of the looks. */
export function levelsAt(sizes: readonly number[], look: number): VerdictLevels {
  const at = (level: number): number => levelsOf(sizes, level)[look] ?? 0;
  return { pass: at(verdictLevels.pass), regression: at(verdictLevels.regression) };
}

function levelsOf(sizes: readonly number[], level: number): readonly number[] {
  return nominalLevels({ level, sides: 1, sizes, shape: "obrien-fleming" });
}

/**
 * Numbers of pairs after which a gate is looked at: half-way, or as soon as a regression could be found among so many
 * things that are judged, and at the end.
 */
export function gateLooks(pairs: number, judged: number): readonly number[] {
  for (let first = Math.ceil(pairs / 2); first < pairs; first += 1) {
    const [level = 0] = levelsOf([first, pairs], verdictLevels.regression);
    if (pairsToFind(judged, level) <= first) return [first, pairs];
  }
  return [pairs];
}
