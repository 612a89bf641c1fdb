import { singleName, type AppSpec, type TargetSpec } from "../../targets/protocol.ts";
import { allEnded, BroadsideError } from "../errors.ts";
import type { Arm, Dependency, Plan } from "../model/index.ts";
import { bringUp } from "../process/deployment.ts";
import { withholdSecrets } from "../secrets.ts";
import { startTarget, type Endpoint, type Target } from "../process/target.ts";

export type BootOptions = {
  readonly plan: Pick<Plan, "app" | "dependencies" | "fair">;
  readonly bootTimeoutSeconds: number;
  readonly signal: AbortSignal;
  /** Port of the target on 127.0.0.1; 0 lets the system choose. */
  readonly port: number;
  /** A person calls it, and wants to see what it prints and who answers. */
  readonly isVisited: boolean;
};

/** How a target boots when nobody looks at it: on any port, silently. */
export const unseen = { port: 0, isVisited: false } as const;

/** What was booted for an arm: the target, and the services that its app calls. */
export type Booted = {
  readonly target: Endpoint;
  /** The same, as far as its processes can be observed; null where they are not ours. */
  readonly observed: Target | null;
  readonly dependencies: readonly Target[];
};

type Running = Pick<TargetSpec, "strategy" | "options" | "workers" | "node"> & { readonly app: AppSpec };

function boot(running: Running, options: BootOptions): Promise<Target> {
  const { plan, bootTimeoutSeconds, port, isVisited, signal } = options;
  return startTarget({ ...running, port, settings: plan.fair, bootTimeoutSeconds, isVisited }, signal);
}

/** Starts what the app calls: an ordinary server, run as a single process in a group of its own. */
async function bootDependency(dependency: Dependency, options: BootOptions): Promise<Target> {
  const app = { script: dependency.script, args: [], env: dependency.env };
  try {
    return await boot({ strategy: singleName, options: {}, workers: 1, app }, { ...options, ...unseen });
  } catch (error) {
    if (!(error instanceof BroadsideError) || error.code === "interrupted") throw error;
    throw new BroadsideError("dependency-failed", `${dependency.name}: ${error.message}`, error.hint, { cause: error });
  }
}

/** Stops targets together; rejects when one leaves something behind, once the others have been stopped. */
export async function stopTargets(targets: readonly Endpoint[]): Promise<void> {
  await allEnded(targets.map((target) => target.stop()));
}

async function bootDependencies(options: BootOptions): Promise<readonly Target[]> {
  const booting = options.plan.dependencies.map((dependency) => bootDependency(dependency, options));
  const settled = await Promise.allSettled(booting);
  const failed = settled.find((result) => result.status === "rejected");
  const booted = settled.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  if (failed === undefined) return booted;
  await stopTargets(booted);
  throw failed.reason;
}

/** Boots an arm with what it calls. Rejects with a BroadsideError, and then nothing is left running. */
export async function bootArm(arm: Arm, options: BootOptions): Promise<Booted> {
  if (arm.deployment !== undefined) {
    // It has what it calls already: what is started here it could not be told of.
    const target = await bringUp(arm.deployment, options.bootTimeoutSeconds, options.signal);
    return { target, observed: null, dependencies: [] };
  }
  const { dependencies: wanted } = options.plan;
  const { strategy, options: chosen, workers, node, app = options.plan.app } = arm;
  if (app === null || workers === null) throw new RangeError(`${arm.id} has no app to run`);
  withholdSecrets(app.env);
  const dependencies = await bootDependencies(options);
  const urls = wanted.map(({ urlVariable }, index) => [urlVariable, dependencies[index]?.url ?? ""]);
  const env = { ...app.env, ...Object.fromEntries(urls) };
  try {
    const running = { strategy, options: chosen, workers, app: { ...app, env } };
    const target = await boot(node === undefined ? running : { ...running, node: node.path }, options);
    return { target, observed: target, dependencies };
  } catch (error) {
    await stopTargets(dependencies);
    throw error;
  }
}
