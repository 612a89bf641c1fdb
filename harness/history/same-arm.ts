import type { BaselineArm } from "./baseline/model.ts";
import type { Arm } from "../model/index.ts";
import { masked } from "../secrets.ts";
import { plural } from "../units.ts";

/** What an arm is, beside its load; without what is only where or how long: paths, commands, time limits. */
export type ArmIdentity = Omit<BaselineArm, "blocks">;

/** `observedNodeVersion` is what its workers said, once it has been measured. */
export function identityOf(
  { id, strategy, options, workers, node, software, deployment }: Arm,
  observedNodeVersion?: string,
): ArmIdentity {
  return {
    id,
    strategy,
    options,
    workers,
    ...(node === undefined ? {} : { nodeVersion: node.version }),
    ...(observedNodeVersion === undefined ? {} : { observedNodeVersion }),
    ...(software === undefined ? {} : { software }),
    ...(deployment === undefined ? {} : { url: masked(deployment.url) }),
  };
}

type Respect = (arm: ArmIdentity) => string | null;

const nodeInWords: Respect = ({ nodeVersion, observedNodeVersion = nodeVersion }) =>
  observedNodeVersion === undefined ? null : `Node.js ${observedNodeVersion}`;

/** `balancer=random, image=node:22`: values of containers have their option's name in them already. */
const optionsInWords: Respect = ({ options }) => {
  const words = Object.entries(options).map(([name, value]) =>
    value.startsWith(`${name}=`) ? value : `${name}=${value}`,
  );
  return words.toSorted().join(", ") || "no options";
};

/** In words, one respect after another; null where it is not known. */
const respects: readonly Respect[] = [
  ({ strategy }) => strategy,
  optionsInWords,
  ({ workers }) => (workers === null ? null : plural(workers, "worker")),
  nodeInWords,
  ({ software }) => software ?? null,
  ({ url }) => url ?? null,
];

/** An arm, and the Node.js of the Broadside that measured it. */
type Measured = { readonly arm: ArmIdentity; readonly ownNodeVersion: string };

/** Nobody chose its Node.js, and no image brought one: it is that of the whole run, as the machine is. */
function isOnOwnNode({ arm, ownNodeVersion }: Measured): boolean {
  return arm.nodeVersion === undefined && arm.observedNodeVersion === ownNodeVersion;
}

/** How two arms of one name differ in what they are, as far as it is known: `2 workers then, 7 workers now`; null where they do not. */
export function differenceInWords(then: Measured, now: Measured): string | null {
  const areOnOwnNode = isOnOwnNode(then) && isOnOwnNode(now);
  const different = respects
    .filter((respect) => respect !== nodeInWords || !areOnOwnNode)
    .map((wordsOf) => [wordsOf(then.arm), wordsOf(now.arm)] as const)
    .filter(([before, after]) => before !== null && after !== null && before !== after);
  if (different.length === 0) return null;
  const [before, after] = [different.map(([words]) => words), different.map(([, words]) => words)];
  return `${before.join(", ")} then, ${after.join(", ")} now`;
}
