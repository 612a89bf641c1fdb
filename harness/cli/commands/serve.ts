import { printable } from "../../../reports/text.ts";
import { shellWord } from "../../command-line.ts";
import type { ClosedLoad } from "../../model/index.ts";
import { makePlan } from "../../plan.ts";
import { BroadsideError } from "../../errors.ts";
import { bootArm, stopTargets } from "../../execute/boot.ts";
import { chooseArms, chooseWorkers, mostWorkers } from "../choose/arms.ts";
import { chooseNodes, onEachNode } from "../choose/nodes.ts";
import { chooseSubject } from "../choose/subject.ts";
import { fairSettings } from "../choose/fair.ts";
import { exitCodes, type ExitCode } from "../exit-codes.ts";
import { defaultBootTimeoutSeconds } from "../how.ts";
import { onInterrupt } from "../interrupt.ts";
import type { ServeArguments } from "../options/serve.ts";
import type { Terminal } from "../terminal.ts";

async function planOf(target: string, argv: ServeArguments) {
  const scenario = await chooseSubject(argv);
  const workers = chooseWorkers(argv.workers, mostWorkers(scenario));
  const nodes = chooseNodes(argv.node);
  if (workers.length > 1) refuseSeveral(`--workers is "${workers.join(",")}"`, "give one number");
  if (nodes.length > 1) refuseSeveral(`--node is "${argv.node}"`, "name one version");
  const { arms, notApplicable } = onEachNode(chooseArms(scenario, target, workers, argv), nodes);
  const load: ClosedLoad = { ...scenario, kind: "closed" };
  return makePlan({ ...scenario, scenario, arms, notApplicable, load, seed: 0, quick: false, fair: fairSettings });
}

function refuseSeveral(found: string, right: string): never {
  throw new BroadsideError("bad-option", found, `One target is served at a time: ${right}.`);
}

/** `broadside serve STRATEGY`: boots one target and leaves it up until it is interrupted. */
export async function serveCommand(strategy: string, argv: ServeArguments, terminal: Terminal): Promise<ExitCode> {
  const plan = await planOf(strategy, argv);
  const [arm] = plan.arms;
  if (arm === undefined) throw new RangeError("a plan has at least one arm");
  const { port = 0 } = argv;
  const { signal, release } = onInterrupt(() => {}, "The target was stopped before it was up.");
  try {
    const { target, observed, dependencies } = await bootArm(arm, {
      plan,
      bootTimeoutSeconds: argv["boot-timeout"] ?? defaultBootTimeoutSeconds,
      signal,
      port,
      isVisited: true,
    });
    terminal.out(`${target.url}\n`);
    if (plan.started !== undefined) terminal.note(`${printable(plan.started)}\n`);
    for (const { pid, role } of observed?.processes ?? []) terminal.note(`  ${role.padEnd(8)} pid ${pid}\n`);
    const sample = plan.requests[0]?.path ?? "/";
    terminal.note(
      `Try:  curl -i ${shellWord(target.url + sample)}   # x-broadside-worker: the worker that responded\nCtrl-C stops it.\n`,
    );
    const ended = AbortSignal.any([signal, target.broken]);
    await new Promise((resolve) => ended.addEventListener("abort", resolve, { once: true }));
    await stopTargets([target, ...dependencies]);
    if (!signal.aborted) throw target.broken.reason;
    return exitCodes.done;
  } finally {
    release();
  }
}
