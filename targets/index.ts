import type { StrategyFacts } from "../harness/model/index.ts";
import { clusterOs } from "./cluster-os.ts";
import { clusterRoundRobin } from "./cluster-round-robin.ts";
import { docker } from "./docker.ts";
import { external } from "./external.ts";
import { factsOf } from "./facts.ts";
import { haproxy } from "./haproxy.ts";
import { nginx } from "./nginx.ts";
import { pm2 } from "./pm2.ts";
import { reuseport } from "./reuseport.ts";
import { reverseProxy } from "./reverse-proxy.ts";
import { single } from "./single.ts";
import type { Strategy, StrategyInfo } from "./strategy.ts";
import { threadsListen } from "./threads-listen.ts";
import { workerThreads } from "./worker-threads.ts";

type Options = Readonly<Record<string, string>>;

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

/** All that can be named as a target: the strategies, and what runs apart from Broadside. */
export const described: readonly StrategyInfo[] = [...strategies, external];

/** What a target states of itself, by its name and options; of one that there is no more, its name. */
export function statedBy({
  strategy,
  options,
}: {
  readonly strategy: string;
  readonly options: Options;
}): StrategyFacts {
  const info = described.find(({ name }) => name === strategy);
  return { title: info?.title ?? strategy, ...(info?.facts(options) ?? factsOf({})) };
}
