import type { StrategyFacts } from "../harness/model/index.ts";
import type { Role } from "./protocol.ts";

/** What a strategy states beside its title. */
export type Facts = Omit<StrategyFacts, "title">;

/** What to do about connections that are spread unevenly and stay so. */
export const keptConnections =
  "If connections are kept alive, each stays with the worker that accepted it: expect the same in production where clients keep few, and prefer a strategy that hands out requests.";

/** Broadside's own, as the first words of a sentence. */
export const ourProxy = "The proxy";

/** What is true of a strategy that states nothing else. */
export function factsOf(own: Partial<Facts>): Facts {
  return {
    isSingle: false,
    usesPoolOfApp: false,
    acceptsInPrimary: false,
    alwaysThroughPrimary: null,
    front: ourProxy,
    isByKey: false,
    unevenness: { cause: "its way of handing out work left some idle", action: keptConnections },
    skew: null,
    ...own,
  };
}

/** Of a cluster's primary that accepts. */
export const handedOnByPrimary: Facts["unevenness"] = {
  cause: "the primary hands a connection to whoever is free when it comes, and there it stays, whatever it then asks",
  action: keptConnections,
};

/** Of workers that listen on one port: the kernel gives each connection to one of them. */
export const hashedByKernel = factsOf({
  unevenness: {
    cause:
      "the kernel hashes each connection to a worker, blind to how busy that is, and few connections are uneven by chance",
    action: keptConnections,
  },
  skew: {
    shows: ({ low, high }, byChance) => low > 1.05 && low <= byChance && byChance <= high,
    sentence: "the kernel hashes each connection to a worker, and what was measured is what chance gives",
  },
});

/** Balancers that hash a key, blind to how busy a worker is; where they take a name, by what comes before it. */
const hashing: ReadonlyMap<string, Facts["unevenness"]> = new Map([
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
  ...["hash-header", "hash-cookie"].map((balancer): [string, Facts["unevenness"]] => [
    balancer,
    {
      cause: "the balancer sends requests with the same key to the same worker, and those of one run have few keys",
      action:
        "Do not expect it in production, where there are as many keys as clients: the balancer hashes what the requests of this run hold, which is little that differs.",
    },
  ]),
]);

/** Of a proxy in front of the workers, by its balancer. */
export function behindProxy(options: Readonly<Record<string, string>>, front?: string): Facts {
  const [balancer = ""] = options["balancer"]?.split("=", 1) ?? [];
  return factsOf({
    ...(front === undefined ? {} : { front }),
    isByKey: hashing.has(balancer) && balancer !== "hash-connection",
    unevenness: hashing.get(balancer) ?? {
      cause: "the proxy picks for each request, so that it is not connections which are uneven",
      action: "See what makes some workers slower than others: the proxy picks for each request.",
    },
  });
}

/** A process for each worker, and so many beside them. */
export function aProcessEach(beside: Partial<Record<"primary" | "proxy", number>> = {}) {
  return (workers: number): Readonly<Record<Role, number>> => ({ worker: workers, primary: 0, proxy: 0, ...beside });
}

/** All workers are threads of one process. */
export function oneProcess(): Readonly<Record<Role, number>> {
  return { worker: 1, primary: 0, proxy: 0 };
}
