import type { FailureKind } from "../model/index.ts";

const mostKinds = 20;
const longestText = 200;
const rest = { kind: "other failures" };

type Failure = Pick<FailureKind, "request" | "kind">;

/**
 * Counts failures by kind of request and of failure, with the first example of each. Bounded: what exceeds 20 is counted
 * as one more.
 */
export type FailureTally = {
  add(failure: Failure, example: () => string, count?: number): void;
  list(): readonly FailureKind[];
};

export function createFailureTally(): FailureTally {
  const kinds = new Map<string, Failure & { count: number; readonly example: string }>();
  return {
    add(failure, example, count = 1) {
      const bounded = { ...failure, kind: clip(failure.kind) };
      const named = kinds.size - (kinds.has(keyOf(rest)) ? 1 : 0);
      const place = kinds.has(keyOf(bounded)) || named < mostKinds ? bounded : rest;
      const known = kinds.get(keyOf(place));
      if (known === undefined) kinds.set(keyOf(place), { ...place, count, example: clip(example()) });
      else known.count += count;
    },
    list: () => [...kinds.values()].sort((a, b) => b.count - a.count),
  };
}

function keyOf({ request = "", kind }: Failure): string {
  return `${request}\n${kind}`;
}

/** The failures of several tallies, bounded likewise. */
export function mergeFailures(lists: readonly (readonly FailureKind[])[]): readonly FailureKind[] {
  const merged = createFailureTally();
  for (const { count, example, ...failure } of lists.flat()) merged.add(failure, () => example, count);
  return merged.list();
}

function clip(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText - 1)}…`;
}
