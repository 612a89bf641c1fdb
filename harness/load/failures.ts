import type { FailureKind } from "../model/index.ts";

const mostKinds = 20;
const longestText = 200;
const restKind = "other failures";

/** Counts failures by kind, with the first example of each. Bounded: what exceeds 20 kinds is counted as one more. */
export type FailureTally = {
  add(kind: string, example: () => string): void;
  list(): readonly FailureKind[];
};

export function createFailureTally(): FailureTally {
  const kinds = new Map<string, { count: number; readonly example: string }>();
  return {
    add(kind, example) {
      const bounded = clip(kind);
      const known = kinds.get(bounded) ?? (kinds.size < mostKinds ? undefined : kinds.get(restKind));
      if (known !== undefined) known.count += 1;
      else kinds.set(kinds.size < mostKinds ? bounded : restKind, { count: 1, example: clip(example()) });
    },
    list() {
      return [...kinds]
        .map(([kind, { count, example }]) => ({ kind, count, example }))
        .sort((a, b) => b.count - a.count);
    },
  };
}

function clip(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText - 1)}…`;
}
