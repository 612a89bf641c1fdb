import type { Scenario } from "../harness/model/index.ts";

/**
 * What a scenario has unless it has a reason to differ. Throughput settles within about a second of boot; the warm-up
 * allows two. With 8 blocks the smallest p of an exact two-sided signed-rank test is 2/256 = .0078, which stays below
 * .05 after Holm's correction for the comparison of each of four strategies with the baseline.
 */
export const standard: Pick<
  Scenario,
  "dependencies" | "timeoutSeconds" | "warmupSeconds" | "measuredSeconds" | "blocks" | "strategies"
> = {
  dependencies: [],
  timeoutSeconds: 10,
  warmupSeconds: 2,
  measuredSeconds: 3,
  blocks: 8,
  strategies: ["single", "cluster-round-robin", "cluster-os", "worker-threads", "reverse-proxy"],
};
