import type { ErrorCode } from "../errors.ts";
import type { LoadResult } from "../model/index.ts";
import type { LoadJob } from "./job.ts";

/** From the harness to the generator's process. The channel's end means: exit. */
export type Order = { readonly type: "run"; readonly job: LoadJob } | { readonly type: "abort" };

/** From the generator's process to the harness. `epochMillis` is of the system's clock, which both share. */
export type Report =
  | { readonly type: "ready" }
  | { readonly type: "window-start"; readonly epochMillis: number }
  | { readonly type: "window-end"; readonly epochMillis: number }
  | { readonly type: "result"; readonly result: LoadResult }
  | { readonly type: "error"; readonly code: ErrorCode; readonly message: string; readonly hint: string };

/** Both ends are of one version and one author, so that the type tells the rest. */
export function isOrder(message: unknown): message is Order {
  return hasType(message, ["run", "abort"]);
}

export function isReport(message: unknown): message is Report {
  return hasType(message, ["ready", "window-start", "window-end", "result", "error"]);
}

function hasType(message: unknown, types: readonly string[]): boolean {
  if (typeof message !== "object" || message === null || !("type" in message)) return false;
  return typeof message.type === "string" && types.includes(message.type);
}
