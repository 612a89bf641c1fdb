import cluster from "node:cluster";
import type { Channel } from "./channel.ts";

/** Reports an app that forks workers of its own. Where it is itself the worker of a cluster, Node lets it fork none. */
export function reportOwnCluster(channel: Channel): void {
  cluster.once("fork", () => channel.send({ type: "problem", problem: { kind: "clusters-itself" } }));
}
