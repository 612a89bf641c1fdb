import type { TestContext } from "node:test";
import type { Target } from "../../../harness/process/target.ts";
import type { AppSpec, TargetSpec } from "../../../targets/protocol.ts";
import type { Strategy } from "../../../targets/strategy.ts";
import { bootTarget, targetSpec, testApp } from "../../support/boot-target.ts";

/** More than one, and not the number that the machine happens to have. */
export const workers = 3;

/** An app of test/apps that claims to offer a pool, so that every strategy applies. */
export function applicable(name: string): AppSpec {
  return { ...testApp(name), poolVariable: "POOL_THREADS" };
}

export function specOf(strategy: Strategy, app: AppSpec, given: Partial<TargetSpec> = {}): TargetSpec {
  return targetSpec({ strategy: strategy.name, workers, ...given, app });
}

export function boot(t: TestContext, strategy: Strategy, app: AppSpec): Promise<Target> {
  return bootTarget(t, specOf(strategy, app));
}

export function workersOf(strategy: Strategy): number {
  return strategy.fixedWorkers ?? workers;
}
