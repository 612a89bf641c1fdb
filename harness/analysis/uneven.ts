import type { Arm } from "../model/index.ts";

/** How work comes to be spread unevenly, as the end of a sentence; and what to do about it, which stands by itself. */
export type Unevenness = { readonly cause: string; readonly action: string };

const keptConnections =
  "If connections are kept alive, each stays with the worker that accepted it: expect the same in production where clients keep few, and prefer a strategy that hands out requests.";

/** By the strategy, where its balancer is none of those below. */
const ofStrategies: readonly (readonly [strategies: readonly string[], Unevenness])[] = [
  [
    ["cluster-round-robin", "pm2"],
    {
      cause:
        "the primary hands a connection to whoever is free when it comes, and there it stays, whatever it then asks",
      action: keptConnections,
    },
  ],
  [
    ["cluster-os"],
    {
      cause: "workers wait on one socket, and whichever the system wakes takes the connection, which stays there",
      action: keptConnections,
    },
  ],
  [
    ["reuseport", "threads-listen"],
    {
      cause:
        "the kernel hashes each connection to a worker, blind to how busy that is, and few connections are uneven by chance",
      action: keptConnections,
    },
  ],
  [
    ["worker-threads"],
    {
      cause: "a pool gives a task to a thread that is free, which with little work is mostly the same",
      action:
        "No action needed where there is less work than the threads could do: a pool gives it to any that is free.",
    },
  ],
  [
    ["reverse-proxy", "nginx", "haproxy", "docker"],
    {
      cause: "the proxy picks for each request, so that it is not connections which are uneven",
      action: "See what makes some workers slower than others: the proxy picks for each request.",
    },
  ],
];

/** Balancers of proxies that hash a key, blind to how busy a worker is; where they take a name, by what comes before it. */
const ofBalancers: readonly (readonly [balancer: string, Unevenness])[] = [
  [
    "hash-address",
    {
      cause: "the balancer hashes the client's address, and all load comes from one, 127.0.0.1",
      action:
        "Do not expect it in production, where clients have many addresses: here all load comes from one, 127.0.0.1, and the balancer hashes that.",
    },
  ],
  [
    "hash-connection",
    {
      cause: "the balancer hashes each connection, blind to how busy a worker is, and few are uneven by chance",
      action:
        "Measure with as many connections as production has, since the balancer hashes each, or take one that sees how busy workers are.",
    },
  ],
  ...["hash-header", "hash-cookie"].map((balancer): readonly [string, Unevenness] => [
    balancer,
    {
      cause: "the balancer sends requests with the same key to the same worker, and those of one run have few keys",
      action:
        "Do not expect it in production, where there are as many keys as clients: the balancer hashes what the requests of this run hold, which is little that differs.",
    },
  ]),
];

const ofOthers: Unevenness = { cause: "its way of handing out work left some idle", action: keptConnections };

/** Why an arm's workers may have had unequal shares, by what hands out the work. */
export function unevennessOf({ strategy, options }: Pick<Arm, "strategy" | "options">): Unevenness {
  const kind = options["balancer"]?.split("=", 1)[0];
  const [, ofHash] = ofBalancers.find(([balancer]) => balancer === kind) ?? [];
  const [, ofStrategy] = ofStrategies.find(([strategies]) => strategies.includes(strategy)) ?? [];
  return ofHash ?? ofStrategy ?? ofOthers;
}
