import { getHeapStatistics } from "node:v8";
import type { AppSpec } from "../../targets/protocol.ts";
import { shownCommand } from "../secrets.ts";
import { moreMemory, type Container } from "../../targets/place.ts";

const mebibyte = 2 ** 20;

/** Twice what V8 gives a process of this machine by itself, in MiB. */
function twiceTheUsual(): number {
  return 2 * Math.round(getHeapStatistics().heap_size_limit / mebibyte);
}

/** What to do for an app whose heap is used up. A heap larger than its container would have the system kill it. */
export function hintForHeap({ nodeArgs = [], env }: AppSpec, container: Container | null): string {
  const fewer = "or send fewer requests at once";
  const nodeOptions = env["NODE_OPTIONS"] ?? process.env["NODE_OPTIONS"] ?? "";
  const [own] = /--max[-_]old[-_]space[-_]size[= ]\d+/.exec([...nodeArgs, nodeOptions].join(" ")) ?? [];
  const hasLimit = container?.hasMemoryLimit === true;
  if (own !== undefined) {
    return hasLimit
      ? `Its heap is limited by ${own}: raise it, ${fewer}. ${moreMemory}.`
      : `Its heap is limited by ${own}: raise it, ${fewer}.`;
  }
  if (hasLimit) return `${moreMemory} (its heap grows with it), ${fewer}.`;
  // What is given takes the place of what the app has already.
  const options = [nodeOptions, `--max-old-space-size=${twiceTheUsual()}`].filter((option) => option !== "").join(" ");
  return `Give it a larger heap (${shownCommand(["--env", `NODE_OPTIONS=${options}`])}, in MiB), ${fewer}.`;
}
