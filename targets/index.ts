import { clusterOs } from "./cluster-os.ts";
import { clusterRoundRobin } from "./cluster-round-robin.ts";
import { docker } from "./docker.ts";
import { haproxy } from "./haproxy.ts";
import { nginx } from "./nginx.ts";
import { pm2 } from "./pm2.ts";
import { reuseport } from "./reuseport.ts";
import { reverseProxy } from "./reverse-proxy.ts";
import { single } from "./single.ts";
import type { Strategy } from "./strategy.ts";
import { threadsListen } from "./threads-listen.ts";
import { workerThreads } from "./worker-threads.ts";

/** Every strategy, in the order in which they are listed and compared. */
export const strategies: readonly Strategy[] = [
  single,
  clusterRoundRobin,
  clusterOs,
  reuseport,
  threadsListen,
  workerThreads,
  reverseProxy,
  nginx,
  haproxy,
  pm2,
  docker,
];

export function findStrategy(name: string): Strategy | undefined {
  return strategies.find((strategy) => strategy.name === name);
}
