import type { Warning } from "../model/index.ts";

/** What puts a run in doubt, in a few words, by the code of its warning. */
const titles: ReadonlyMap<string, string> = new Map([
  ["trials-failed", "failed trials"],
  ["not-ended", "a target that could not be ended"],
  ["errors", "failed requests"],
  ["work-differs", "arms that answer otherwise"],
  ["window-missed", "processes looked at over another time"],
  ["worker-left-out", "workers that got no request"],
  ["worker-silent", "workers that did not report"],
  ["counts-disagree", "counts of client and workers that disagree"],
  ["generator-saturated", "a load generator at its limit"],
  ["generator-throttled", "a load generator stopped by a CPU limit"],
  ["generator-late", "load that was sent late"],
  ["speed-up-above-cores", "a speed-up above the number of cores"],
  ["cpu-stolen", "CPU time stolen by the hypervisor"],
  ["foreign-cpu", "CPU time used by other programs"],
  ["not-steady", "throughput that is not steady"],
  ["canary-differs", "a control that differs from what it repeats"],
]);

/** A doubt as words in a sentence; of a run that another version has saved, the code as it is. */
export function titleOf({ code }: Pick<Warning, "code">): string {
  return titles.get(code) ?? code;
}
