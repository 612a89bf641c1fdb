import { bootCluster } from "./cluster.ts";
import type { Strategy } from "./strategy.ts";

export const clusterOs: Strategy = {
  name: "cluster-os",
  title: "Cluster, OS scheduling",
  summary: "node:cluster with SCHED_NONE; workers share the listening socket and the kernel decides who accepts.",
  options: {},
  isCluster: true,
  extraProcesses: "1 primary",
  needs: "nothing further",
  notApplicable: () => null,
  boot: (context) => bootCluster("os", context),
};
