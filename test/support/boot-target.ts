import { fileURLToPath } from "node:url";
import type { TestContext } from "node:test";
import { fairSettings } from "../../harness/cli/choose/fair.ts";
import { startTarget, type Target } from "../../harness/process/target.ts";
import type { AppSpec, TargetSpec } from "../../targets/protocol.ts";

/** An app of test/apps. */
export function testApp(name: string): AppSpec {
  return { script: testAppPath(name), args: [], env: {} };
}

export function testAppPath(name: string): string {
  return fileURLToPath(new URL(`../apps/${name}`, import.meta.url));
}

export function targetSpec(given: Partial<TargetSpec> & { readonly app: AppSpec }): TargetSpec {
  return {
    strategy: "single",
    options: {},
    workers: 2,
    port: 0,
    settings: fairSettings,
    bootTimeoutSeconds: 20,
    isVisited: false,
    ...given,
  };
}

/** Boots a target that is stopped when the test has ended. */
export async function bootTarget(
  t: TestContext,
  given: Partial<TargetSpec> & { readonly app: AppSpec },
): Promise<Target> {
  const target = await startTarget(targetSpec(given));
  t.after(() => target.stop());
  return target;
}
