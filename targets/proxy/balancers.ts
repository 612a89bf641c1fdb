/** One worker behind the proxy, as a balancer sees it. */
export type Backend = { inFlight: number };

/** Picks the backend for the next request. */
export type Balancer = <B extends Backend>(backends: readonly B[]) => B;

function at<B extends Backend>(backends: readonly B[], index: number): B {
  const backend = backends[index % backends.length];
  if (backend === undefined) throw new RangeError("a balancer needs at least one backend");
  return backend;
}

/** The backend with the fewest requests in flight; ties are taken in turn, so that an idle proxy still spreads. */
function leastConnections(): Balancer {
  let turn = 0;
  return (backends) => {
    turn = (turn + 1) % backends.length;
    let best = at(backends, turn);
    for (let offset = 1; offset < backends.length; offset++) {
      const candidate = at(backends, turn + offset);
      if (candidate.inFlight < best.inFlight) best = candidate;
    }
    return best;
  };
}

function roundRobin(): Balancer {
  let turn = -1;
  return (backends) => {
    turn = (turn + 1) % backends.length;
    return at(backends, turn);
  };
}

const balancers = { "least-connections": leastConnections, "round-robin": roundRobin } as const;

type BalancerName = keyof typeof balancers;

/** Every balancer; the first is the default. */
export const balancerNames = ["least-connections", "round-robin"] as const satisfies readonly BalancerName[];

/** A fresh balancer of that name; throws a RangeError when there is none. */
export function makeBalancer(name: string): Balancer {
  const known = balancerNames.find((candidate) => candidate === name);
  if (known === undefined) throw new RangeError(`no balancer is called "${name}"`);
  return balancers[known]();
}
