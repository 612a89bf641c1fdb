import { type ArmSummary, type Finding, hasWorkers } from "../../model/index.ts";
import { isSweep } from "../../plan.ts";
import { headOfLine, newConnections, skewed } from "./dispatch.ts";
import type { Clues, Search } from "./evidence.ts";
import { dispatchFull, generatorFull, poolFull, poolWorks } from "./limits.ts";
import { oneIsEnough, proxyCost, workersBeyondCores } from "./workers.ts";

/** Every surprise that is known, in the order in which a reader needs them. To add one, add a line. */
const searches: readonly Search[] = [
  generatorFull,
  headOfLine,
  oneIsEnough,
  poolFull,
  poolWorks,
  newConnections,
  dispatchFull,
  proxyCost,
  workersBeyondCores,
  skewed,
];

/**
 * What surprises in a run, as far as intervals show it. A sweep is about skew, and says so itself; of a deployment
 * nobody knows why it is as it is.
 */
export function findSurprises(
  found: Omit<Clues, "arms"> & { readonly arms: readonly ArmSummary[] },
): readonly Finding[] {
  if (isSweep(found.plan)) return [];
  const clues = { ...found, arms: found.arms.filter(hasWorkers) };
  const groups = armsByNode(clues);
  return searches.flatMap((search) => groups.flatMap((arms) => search({ ...clues, arms })));
}

/** Each surprise is one of strategies, on the same Node.js. */
function armsByNode({ plan, arms }: Clues): readonly Clues["arms"][] {
  const versions = new Map(plan.arms.map(({ id, node }) => [id, node?.version]));
  return [...Map.groupBy(arms, ({ armId }) => versions.get(armId)).values()];
}
