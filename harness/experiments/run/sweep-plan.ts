import { allowedWorkers } from "../../observe/allowed-cores.ts";
import { blocksToRank } from "../../analysis/compare.ts";
import { BroadsideError } from "../../errors.ts";
import { type ConnectionMode, hasWorkers, type Plan, type Subject } from "../../model/index.ts";
import { makePlan } from "../../plan.ts";
import { chooseArms, chooseWorkers } from "../../cli/choose/arms.ts";
import { fairSettings } from "../../cli/choose/fair.ts";
import { chooseLoad, refuseIdleGenerators } from "../../cli/choose/load.ts";
import { chooseNodes, onEachNode } from "../../cli/choose/nodes.ts";
import { refuseExcluded } from "../../cli/modes.ts";
import type { RunArguments } from "./options.ts";

/** Connections for each worker. */
const multiples = [1, 4, 16];
const modes: readonly ConnectionMode[] = ["keep-alive", "per-request"];

/** Those that spread connections or requests over workers, each in a way of its own. */
const usualTargets = "cluster-round-robin,cluster-os,reuseport,threads-listen,reverse-proxy";

/** Where requests go shows at once: thirty arms in blocks enough to tell five apart take some five minutes. */
const usual = { warmupSeconds: 0.3, measuredSeconds: 0.5 };
const quickBlocks = 2;

/** Strategies by numbers and kinds of connections, to see how evenly each spreads them. */
export function planSweep(argv: RunArguments, scenario: Subject): Plan {
  refuseOthers(argv);
  const workers = chooseWorkerCount(argv.workers);
  const chosen = onEachNode(
    chooseArms(scenario, argv.targets ?? usualTargets, [workers], argv),
    chooseNodes(argv.node, scenario.nodes),
  );
  const arms = chosen.arms.filter((arm) => hasWorkers(arm) && arm.workers > 1);
  const alone = chosen.arms.filter((arm) => arm.workers === 1);
  if (arms.length === 0) {
    throw new BroadsideError("usage", "--sweep needs a strategy with several workers", "Name others with --targets.");
  }
  refuseIdleGenerators(argv.generators ?? 1, workers);
  const isQuick = argv.quick ?? false;
  const { load, ...lengths } = chooseLoad(argv, { ...scenario, ...usual });
  const places = modes.flatMap((connectionMode) =>
    multiples.map((multiple) => Object.assign({}, load, { connectionMode, connections: multiple * workers })),
  );
  return makePlan({
    scenario,
    arms: places.flatMap((place) => arms.map((arm) => Object.assign({}, arm, { load: place }))),
    notApplicable: [
      ...chosen.notApplicable,
      ...alone.map(({ strategy }) => ({ strategy, reason: "it has one worker, so there is nothing to spread" })),
    ],
    load,
    ...lengths,
    blocks: argv.blocks ?? (isQuick ? quickBlocks : blocksToRank(arms.length)),
    quick: isQuick,
    fair: fairSettings,
  });
}

function refuseOthers(argv: RunArguments): void {
  if (argv["external-url"] !== undefined) {
    throw new BroadsideError(
      "usage",
      "--sweep and --external-url exclude each other",
      "A sweep shows how workers share connections, and a deployment's workers cannot be seen.",
    );
  }
  refuseExcluded("sweep", argv);
}

function chooseWorkerCount(asked: RunArguments["workers"]): number {
  const [workers = 0, ...more] = chooseWorkers(asked, [Math.max(2, allowedWorkers())]);
  if (workers >= 2 && more.length === 0) return workers;
  throw new BroadsideError(
    "usage",
    `--workers is "${asked?.join(",")}"`,
    "A sweep shows how evenly workers share connections: give one worker count, 2 or more.",
  );
}
