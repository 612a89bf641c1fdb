import type { IncomingMessage } from "node:http";

/** One worker behind the proxy, as a balancer sees it. */
export type Backend = { inFlight: number };

/** What is known of a request's sender. */
export type Asker = Pick<IncomingMessage, "headers"> & {
  readonly socket: Pick<IncomingMessage["socket"], "remoteAddress" | "remotePort">;
};

/** Picks the backend for the next request; null when the request is to wait until one of them has answered. */
export type Balancer = <B extends Backend>(backends: readonly B[], asker: Asker) => B | null;

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

function anyOf(count: number): number {
  return Math.floor(Math.random() * count);
}

function random(): Balancer {
  return (backends) => at(backends, anyOf(backends.length));
}

/** The less busy of two drawn at random (Mitzenmacher, The Power of Two Choices in Randomized Load Balancing, 2001). */
function twoChoices(): Balancer {
  return (backends) => {
    const first = anyOf(backends.length);
    const one = at(backends, first);
    if (backends.length === 1) return one;
    const other = at(backends, first + 1 + anyOf(backends.length - 1));
    return other.inFlight < one.inFlight ? other : one;
  };
}

/** At most one request in each worker: the others wait in one queue, so that none stands behind a slow one. */
function centralQueue(): Balancer {
  const pick = leastConnections();
  return (backends, asker) => {
    const idlest = pick(backends, asker);
    return idlest === null || idlest.inFlight > 0 ? null : idlest;
  };
}

/** FNV-1a, 32 bits (Fowler, Noll, Vo; draft-eastlake-fnv). */
function hashOf(text: string): number {
  let hash = 0x81_1c_9d_c5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01_00_01_93);
  return hash >>> 0;
}

function cookieOf({ cookie }: Asker["headers"], name: string): string | undefined {
  const pairs = (cookie ?? "").split(/\s*;\s*/).map((pair) => pair.split("=", 2));
  return pairs.find(([key]) => key === name)?.[1];
}

/** Always the same worker for the same key; who shows none is known by the connection. */
function sticky(keyOf: (asker: Asker) => string | undefined): Balancer {
  return (backends, asker) => {
    const { remoteAddress = "", remotePort = 0 } = asker.socket;
    return at(backends, hashOf(keyOf(asker) ?? `${remoteAddress} ${remotePort}`));
  };
}

/** Those without a choice of their own. */
const plain = {
  "least-connections": leastConnections,
  "round-robin": roundRobin,
  random,
  "two-choices": twoChoices,
  "central-queue": centralQueue,
  "hash-connection": () => sticky(() => undefined),
  "hash-address": () => sticky(({ socket }) => socket.remoteAddress),
} as const;

/** Those that take the name of something: `hash-cookie=session`. */
const named = {
  "hash-header": (name: string) => sticky(({ headers }) => headers[name.toLowerCase()]?.toString()),
  "hash-cookie": (name: string) => sticky(({ headers }) => cookieOf(headers, name)),
} as const;

/** Every balancer that stands by itself; the first is the default. */
export const balancerNames = [
  "least-connections",
  "round-robin",
  "random",
  "two-choices",
  "central-queue",
  "hash-connection",
  "hash-address",
] as const satisfies readonly (keyof typeof plain)[];

/** Every balancer that is followed by `=` and a name. */
export const namedBalancers = ["hash-header", "hash-cookie"] as const satisfies readonly (keyof typeof named)[];

/** A fresh balancer of that name; throws a RangeError when there is none. */
export function makeBalancer(text: string): Balancer {
  const [kind = "", name = ""] = text.split("=", 2);
  const known = balancerNames.find((candidate) => candidate === text);
  if (known !== undefined) return plain[known]();
  const takesName = namedBalancers.find((candidate) => candidate === kind);
  if (takesName === undefined || name === "") throw new RangeError(`no balancer is called "${text}"`);
  return named[takesName](name);
}
