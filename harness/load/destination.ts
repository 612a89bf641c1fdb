import { lookup } from "node:dns/promises";
import { BlockList, connect, isIP, isIPv6 } from "node:net";

import { BroadsideError, messageOf } from "../errors.ts";
import type { RequestKind } from "../model/index.ts";

/** How TLS is spoken. */
export type Tls = {
  /** The name that the server is asked for by; empty where it has none but its address. */
  readonly servername: string;
  /** Who it is must be proved by a certificate that this system trusts. */
  readonly rejectUnauthorized: boolean;
};

/** What a URL stands for. */
export type Place = {
  /** Scheme, host and port, as they were given: what requests say of their host. */
  readonly origin: string;
  /** Comes before the path of each request; empty, or with a slash at its start and none at its end. */
  readonly basePath: string;
  readonly port: number;
  /** All that the host stands for; one at least. */
  readonly addresses: readonly string[];
  /** All of them are of this machine. */
  readonly isLocal: boolean;
  /** Null for plain HTTP. */
  readonly tls: Tls | null;
};

/** A place to which load may go, with the one of its addresses that it goes to. */
export type Destination = Place & { readonly address: string };

/** The addresses of a host. Rejects where it has none. */
export type Resolve = (host: string) => Promise<readonly string[]>;

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

const acceptMillis = 2_000;

/**
 * Looks up what a URL stands for; nothing is sent to it.
 * @throws BroadsideError `bad-option` when it is no base URL of HTTP or HTTPS, `unknown-host` when its host has no address.
 */
export async function placeOf(url: string, resolve: Resolve = resolveBySystem): Promise<Place> {
  const { origin, protocol, hostname, pathname, port } = baseUrl(url);
  const host = hostname.replace(/^\[|\]$/g, "");
  const isSecure = protocol === "https:";
  const addresses = await resolve(host).catch((error: unknown) => {
    throw new BroadsideError(
      "unknown-host",
      `${hostname} cannot be resolved: ${messageOf(error)}`,
      "Check the name, or give an IP address, as in http://127.0.0.1:3000.",
      { cause: error },
    );
  });
  const isLocal = addresses.every((address) => loopback.check(address, isIPv6(address) ? "ipv6" : "ipv4"));
  return {
    origin,
    basePath: pathname.replace(/\/+$/, ""),
    port: port === "" ? (isSecure ? 443 : 80) : Number(port),
    addresses,
    isLocal,
    tls: isSecure ? tlsWith(host, isLocal) : null,
  };
}

/** What is on this machine needs no proof of who it is; by an address it is asked for by the name that it may have. */
function tlsWith(host: string, isLocal: boolean): Tls {
  const servername = isIP(host) === 0 ? host : isLocal ? "localhost" : "";
  return { servername, rejectUnauthorized: !isLocal };
}

/**
 * Where load for a URL goes. Asked anew for each load, so that a name which has come to stand for another machine is
 * refused.
 * @throws BroadsideError what {@link placeOf} throws, and `not-loopback` when a machine that is not this one is not
 * allowed: load on it may be an attack.
 */
export async function destinationOf(url: string, isRemoteAllowed: boolean, resolve?: Resolve): Promise<Destination> {
  const place = await placeOf(url, resolve);
  if (!place.isLocal && !isRemoteAllowed) throw notLoopback(url, place);
  return { ...place, address: await firstToAccept(place) };
}

/** Why load is not put on a place that is not of this machine. */
export function notLoopback(url: string, { addresses }: Place): BroadsideError {
  return new BroadsideError(
    "not-loopback",
    `${url} is not on this machine (${addresses.join(", ")})`,
    "Load goes to 127.0.0.1, ::1 and localhost; to send it to a machine you are allowed to load, add --allow-remote.",
  );
}

/** Requests with the paths that they have at the place. */
export function requestsAt<Kind extends Pick<RequestKind, "path">>(
  { basePath }: Place,
  requests: readonly Kind[],
): readonly Kind[] {
  return requests.map((kind) => ({ ...kind, path: basePath + kind.path }));
}

function baseUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  const isBase =
    (parsed?.protocol === "http:" || parsed?.protocol === "https:") &&
    [parsed.username, parsed.password, parsed.search, parsed.hash].every((part) => part === "");
  if (isBase) return parsed;
  throw new BroadsideError(
    "bad-option",
    `"${url}" is not a base URL`,
    "It begins with http:// or https://, has a host, may have a port and a path, and nothing else: http://127.0.0.1:8080/shop.",
  );
}

async function resolveBySystem(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

/** Of several addresses the first at which somebody listens: a server on one of those of localhost need not be on the other. */
async function firstToAccept({ addresses, port }: Place): Promise<string> {
  const [first] = addresses;
  if (first === undefined) throw new RangeError("a place has an address");
  if (addresses.length === 1) return first;
  for (const address of addresses) if (await accepts(address, port)) return address;
  return first;
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: acceptMillis });
    const end = (isAccepted: boolean) => (): void => {
      socket.destroy();
      resolve(isAccepted);
    };
    socket.once("connect", end(true)).once("error", end(false)).once("timeout", end(false));
  });
}
