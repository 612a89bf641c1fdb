import { bootCluster } from "./cluster.ts";
import { aProcessEach, factsOf, keptConnections } from "./facts.ts";
import type { Strategy } from "./strategy.ts";

export const clusterOs: Strategy = {
  name: "cluster-os",
  title: "Cluster, OS scheduling",
  summary: "node:cluster with SCHED_NONE; workers share the listening socket and the kernel decides who accepts.",
  options: {},
  isCluster: true,
  extraProcesses: "1 primary",
  processes: aProcessEach({ primary: 1 }),
  runsAppInProcesses: true,
  needs: "nothing further",
  facts: () =>
    factsOf({
      unevenness: {
        cause: "workers wait on one socket, and whichever the system wakes takes the connection, which stays there",
        action: keptConnections,
      },
      skew: {
        shows: ({ low }, byChance) => low > byChance,
        sentence:
          "the workers wait on one socket, and whichever the system wakes first takes the connection, which is more uneven than chance",
      },
    }),
  notApplicable: () => null,
  boot: (context) => bootCluster("os", context),
};
