import type { StrategyInfo } from "../../targets/strategy.ts";

/** What a strategy lacks for an app of the folder that people are in, as a sentence; null when it lacks nothing. */
export function missingOf({ missing }: StrategyInfo): string | null {
  return missing?.(process.cwd()) ?? null;
}
