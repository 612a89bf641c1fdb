import { fairSettings } from "../../harness/cli/choose/fair.ts";
import { ownScenario } from "../../harness/cli/choose/own-scenario.ts";
import type { App, Dependency, Plan } from "../../harness/model/index.ts";
import { makePlan, type ArmInput } from "../../harness/plan.ts";

type Given = {
  readonly arms?: readonly ArmInput[];
  readonly blocks?: number;
  readonly dependencies?: readonly Dependency[];
  readonly generators?: number;
};

/** A plan that takes no longer than it must: GET / of the app, any 2xx status is right. */
export function smallPlan(app: App, { arms, blocks = 1, dependencies = [], generators = 1 }: Given = {}): Plan {
  return makePlan({
    scenario: { ...ownScenario({ app }), dependencies },
    arms: arms ?? [{ strategy: "single", options: {}, workers: 1 }],
    notApplicable: [],
    load: { kind: "closed", connections: 4, connectionMode: "keep-alive", timeoutSeconds: 10, generators },
    warmupSeconds: 0.1,
    measuredSeconds: 0.3,
    blocks,
    seed: 1,
    quick: false,
    fair: fairSettings,
  });
}
