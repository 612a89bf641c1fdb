import { allowedWorkers } from "../../observe/allowed-cores.ts";
import { blocksToRank } from "../../analysis/compare.ts";
import { BroadsideError } from "../../errors.ts";
import type { NotApplicable, Plan, Scenario, Variation } from "../../model/index.ts";
import { makePlan } from "../../plan.ts";
import { chooseArms, chooseWorkers, mostWorkers } from "../../cli/choose/arms.ts";
import { chooseLoad } from "../../cli/choose/load.ts";
import { chooseNodes, onEachNode } from "../../cli/choose/nodes.ts";
import { drawSeed } from "../../cli/choose/times.ts";
import { chooseSubject } from "../../cli/choose/subject.ts";
import { fairSettings } from "../../cli/choose/fair.ts";
import type { MapArguments } from "./options.ts";

/** A map has many places, so that trials are short. */
const usual = { warmupSeconds: 0.8, measuredSeconds: 0.6 };
const usualTargets = "single,cluster-round-robin,worker-threads";
/** Few enough to leave workers idle now and then, enough for all, and a crowd. */
const connectionsPerWorker = [2, 8, 32];
/** With more, requests of a single process would time out before their turn. */
const mostConnections = 256;

/** A cell that is to be measured. */
export type PlannedCell = { readonly workload: Variation; readonly connections: number; readonly plan: Plan };

export type MapPlan = { readonly scenario: Scenario; readonly seed: number; readonly cells: readonly PlannedCell[] };

function usualConnections(workers: number): readonly number[] {
  return [...new Set(connectionsPerWorker.map((each) => Math.min(mostConnections, each * workers)))];
}

/** Throws `usage` where there is nothing to compare. */
export function refuseOneArm({
  arms,
  notApplicable,
}: {
  readonly arms: readonly unknown[];
  readonly notApplicable: readonly NotApplicable[];
}): void {
  if (arms.length >= 2) return;
  const left = notApplicable.map(({ strategy, reason }) => `; ${strategy} is left out: ${reason}`).join("");
  throw new BroadsideError("usage", `a map compares at least two strategies${left}`, "Name more with --targets.");
}

/** What a map consists of: workloads by connections, each place with a plan of its own. */
export async function planMap(argv: MapArguments): Promise<MapPlan> {
  const scenario = await chooseSubject(argv);
  const { name, title, dependencies, requests } = scenario;
  const variations = scenario.variations ?? [{ name, title, dependencies, requests }];
  const [workers = allowedWorkers(), ...more] = chooseWorkers(argv.workers, mostWorkers(scenario));
  if (more.length > 0) {
    throw new BroadsideError(
      "usage",
      `--workers is "${argv.workers?.join(",")}"`,
      "A map compares strategies at one worker count.",
    );
  }
  const arms = onEachNode(
    chooseArms(scenario, argv.targets ?? usualTargets, [workers], argv),
    chooseNodes(argv.node, scenario.nodes),
  );
  refuseOneArm(arms);
  const { connections: counts = usualConnections(workers), blocks = blocksToRank(arms.arms.length) } = argv;
  const seed = argv.seed ?? drawSeed();
  const cells = variations.flatMap((workload) => counts.map((connections) => ({ workload, connections })));
  return {
    scenario,
    seed,
    cells: cells.map(({ workload, connections }, index) => {
      const { generators, duration, warmup } = argv;
      const own = { ...scenario, ...workload, name, ...usual, connections };
      const given = { generators, duration, warmup, seed: (seed + index) % 2 ** 31 };
      const plan = makePlan({
        scenario: { ...own, title: `${workload.title}, ${connections} connections` },
        ...arms,
        ...chooseLoad(given, own),
        blocks,
        quick: false,
        fair: fairSettings,
      });
      return { workload, connections, plan };
    }),
  };
}
