import type { FailureKind } from "../model/index.ts";

const mostKinds = 20;
const longestText = 200;
const restKind = "other failures";

/** Counts failures by kind, with the first example of each. Bounded: what exceeds 20 kinds is counted as one more. */
export type FailureTally = {
  add(kind: string, example: () => string, count?: number): void;
  list(): readonly FailureKind[];
};

export function createFailureTally(): FailureTally {
  const kinds = new Map<string, { count: number; readonly example: string }>();
  return {
    add(kind, example, count = 1) {
      const bounded = clip(kind);
      const named = kinds.size - (kinds.has(restKind) ? 1 : 0);
      const place = kinds.has(bounded) || named < mostKinds ? bounded : restKind;
      const known = kinds.get(place);
      if (known === undefined) kinds.set(place, { count, example: clip(example()) });
      else known.count += count;
    },
    list() {
      return [...kinds]
        .map(([kind, { count, example }]) => ({ kind, count, example }))
        .sort((a, b) => b.count - a.count);
    },
  };
}

/** The failures of several tallies, bounded likewise. */
export function mergeFailures(lists: readonly (readonly FailureKind[])[]): readonly FailureKind[] {
  const merged = createFailureTally();
  for (const { kind, count, example } of lists.flat()) merged.add(kind, () => example, count);
  return merged.list();
}

function clip(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText - 1)}…`;
}
