import { bootCluster } from "./cluster.ts";
import type { Strategy } from "./strategy.ts";

export const clusterRoundRobin: Strategy = {
  name: "cluster-round-robin",
  title: "Cluster, round-robin",
  summary: "node:cluster; the primary accepts each connection and passes it to a free worker. Node's default.",
  options: {},
  isCluster: true,
  extraProcesses: "1 primary",
  needs: "nothing further",
  notApplicable: () => null,
  boot: (context) => bootCluster("round-robin", context),
};
