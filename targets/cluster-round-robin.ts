import { bootCluster } from "./cluster.ts";
import { aProcessEach, factsOf, handedOnByPrimary } from "./facts.ts";
import type { Strategy } from "./strategy.ts";

export const clusterRoundRobin: Strategy = {
  name: "cluster-round-robin",
  title: "Cluster, round-robin",
  summary: "node:cluster; the primary accepts each connection and passes it to a free worker. Node's default.",
  options: {},
  isCluster: true,
  extraProcesses: "1 primary",
  processes: aProcessEach({ primary: 1 }),
  runsAppInProcesses: true,
  needs: "nothing further",
  facts: () =>
    factsOf({
      acceptsInPrimary: true,
      unevenness: handedOnByPrimary,
      skew: {
        shows: ({ low }) => low > 1.05,
        sentence:
          "the primary hands each connection to the worker that has been free for longest, not in strict turn; one that is busy or slow to start while many arrive gets fewer",
      },
    }),
  notApplicable: () => null,
  boot: (context) => bootCluster("round-robin", context),
};
