import type { ErrorCode } from "../errors.ts";
import type { LoadJob } from "./job.ts";
import type { LoadPart } from "./part.ts";

/** From the harness to the generator's process. The channel's end means: exit. */
export type Order =
  | { readonly type: "prepare"; readonly job: LoadJob }
  /** When the warm-up of what is prepared begins, on the clock of `process.hrtime.bigint()`, which all processes share. */
  | { readonly type: "begin"; readonly atNanos: bigint }
  /** All generators' requests of the window have ended, or were given up: the load is needed no more. */
  | { readonly type: "stop-sending" }
  | { readonly type: "abort" };

/** From the generator's process to the harness. `epochMillis` is of the system's clock, which both share. */
export type Report =
  | { readonly type: "ready" }
  | { readonly type: "prepared" }
  | { readonly type: "window-start"; readonly epochMillis: number }
  | { readonly type: "window-end"; readonly epochMillis: number }
  | { readonly type: "drained" }
  | { readonly type: "result"; readonly part: LoadPart }
  | { readonly type: "error"; readonly code: ErrorCode; readonly message: string; readonly hint: string };

/** Both ends are of one version and one author, so that the type tells the rest. */
export function isOrder(message: unknown): message is Order {
  return hasType(message, ["prepare", "begin", "stop-sending", "abort"]);
}

export function isReport(message: unknown): message is Report {
  return hasType(message, ["ready", "prepared", "window-start", "window-end", "drained", "result", "error"]);
}

function hasType(message: unknown, types: readonly string[]): boolean {
  if (typeof message !== "object" || message === null || !("type" in message)) return false;
  return typeof message.type === "string" && types.includes(message.type);
}
