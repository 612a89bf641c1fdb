import { createReport } from "./report.ts";
import { whoami } from "./whoami.ts";

/** The tasks that a thread of the pool can run, by name. Each returns JSON: text is cheaper to pass than objects. */
export type PoolTaskName = "report" | "identity";

export function report(rows: number): string {
  return JSON.stringify(createReport(rows));
}

export function identity(): string {
  return JSON.stringify(whoami());
}
