import type { Scenario } from "../harness/model/index.ts";

/**
 * What a scenario has unless it has a reason to differ. Throughput settles within about a second of boot; the warm-up
 * allows two. With 8 blocks any two of the five strategies can be told apart, allowing for all pairs: closed testing
 * reaches an adjusted p of 2 × 2^−7 = .016. It still does with 7, at .031, should a trial fail.
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
