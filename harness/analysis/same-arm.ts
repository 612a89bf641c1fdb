import type { Arm, BaselineArm } from "../model/index.ts";
import { plural } from "../units.ts";

/** What an arm is, beside its load; without what is only where or how long: paths, commands, time limits. */
export type ArmIdentity = Omit<BaselineArm, "blocks">;

export function identityOf({ id, strategy, options, workers, node, software, deployment }: Arm): ArmIdentity {
  return {
    id,
    strategy,
    options,
    workers,
    ...(node === undefined ? {} : { nodeVersion: node.version }),
    ...(software === undefined ? {} : { software }),
    ...(deployment === undefined ? {} : { url: deployment.url }),
  };
}

/** In words, one respect after another; null where it is not known. */
const respects: readonly ((arm: ArmIdentity) => string | null)[] = [
  ({ strategy }) => strategy,
  ({ options }) => Object.values(options).toSorted().join(":") || "no options",
  ({ workers }) => (workers === null ? null : plural(workers, "worker")),
  ({ nodeVersion }) => (nodeVersion === undefined ? null : `Node.js ${nodeVersion}`),
  ({ software }) => software ?? null,
  ({ url }) => url ?? null,
];

/** How two arms of one name differ in what they are, as far as it is known: `2 workers then, 7 workers now`; null where they do not. */
export function differenceInWords(then: ArmIdentity, now: ArmIdentity): string | null {
  const pairs = respects.map((wordsOf) => [wordsOf(then), wordsOf(now)] as const);
  const different = pairs.filter(([before, after]) => before !== null && after !== null && before !== after);
  if (different.length === 0) return null;
  const [before, after] = [different.map(([words]) => words), different.map(([, words]) => words)];
  return `${before.join(", ")} then, ${after.join(", ")} now`;
}
