import { checksOf } from "./checks.ts";
import type { Check } from "./checks.ts";
import { gatherFacts } from "./machine-facts.ts";

export type { Check } from "./checks.ts";

/** Looks at this machine for what would spoil a measurement. Takes about two seconds, most of them with one core busy. */
export async function examine(): Promise<readonly Check[]> {
  return checksOf(await gatherFacts());
}
