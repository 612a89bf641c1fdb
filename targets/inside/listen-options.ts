/** What `server.listen` may be given, as far as it decides where a server listens (`Server.prototype.listen` in Node.js's lib/net.js). */
export type ListenOptions = {
  port?: number | string | null | undefined;
  host?: unknown;
  path?: unknown;
  fd?: unknown;
  backlog?: number;
  exclusive?: boolean;
  reusePort?: boolean;
  ipv6Only?: boolean;
};

/** Where a server wants to listen. */
export type Wanted =
  | { readonly kind: "port"; readonly port: number }
  /** A socket of the file system, or an abstract one. */
  | { readonly kind: "path"; readonly path: string }
  /** What has no port of its own to be given another for: a descriptor, a handle. */
  | { readonly kind: "elsewhere"; readonly where: string }
  /** What Node.js refuses. */
  | { readonly kind: "nothing" };

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** A socket that exists: of this process (`_handle`, as `net.Server` has it), or one that it was handed. */
function isHandle(options: object): boolean {
  if (!isPlain(options)) return !("port" in options) && !("path" in options);
  return ["handle", "_handle"].some((name) => isObject(Reflect.get(options, name)));
}

function wantedPort({ port }: ListenOptions): Wanted {
  const number = Number(port ?? 0);
  const isPort = Number.isInteger(number) && number >= 0 && number <= 65_535 && port !== "";
  return isPort ? { kind: "port", port: number } : { kind: "nothing" };
}

/**
 * Where a server wants to listen, in the order in which Node.js looks: a handle, a descriptor, a port, and a path only
 * where there is no port. `path: false`, `null` and `""` are no path, and a port of `null` or `undefined` is 0.
 */
export function wantedBy(options: ListenOptions): Wanted {
  const { fd, port, path } = options;
  if (isHandle(options)) return { kind: "elsewhere", where: "a socket that it was handed" };
  if (typeof fd === "number" && fd >= 0) return { kind: "elsewhere", where: `file descriptor ${fd}` };
  if (typeof port === "number" || typeof port === "string" || "port" in options) return wantedPort(options);
  if (typeof path === "string" && path !== "") return { kind: "path", path };
  return { kind: "nothing" };
}

/** Where it is made to listen. */
export type Place = {
  readonly port: number;
  readonly backlog?: number;
  readonly sharing: "none" | "cluster" | "system";
};

/**
 * Rewrites each option that decides where and with whom a server listens. `exclusive`, which would keep a cluster's
 * worker out of the sharing, and `reusePort`, which would open the port to others' servers, are the strategy's to say;
 * `ipv6Only` does not go with an address of IPv4. The rest, a `signal` for one, stays as the app gave it.
 */
export function settleAt(options: ListenOptions, { port, backlog, sharing }: Place): void {
  options.port = port;
  options.host = "127.0.0.1";
  options.ipv6Only = false;
  options.exclusive = sharing !== "cluster";
  options.reusePort = sharing === "system";
  if (backlog !== undefined) options.backlog = backlog;
}

/**
 * The same arguments of `listen` with options that are ours to rewrite: the app's own may be frozen or used again, and
 * Node.js sets the port of a call without one to 0 after everybody has had a look at it.
 */
export function ownArguments(args: readonly unknown[]): readonly unknown[] {
  const [first, ...rest] = args;
  if (args.length === 0 || typeof first === "function") return [{ port: 0 }, ...args];
  if (!isObject(first) || !isPlain(first) || isHandle(first)) return args;
  return [{ ...first }, ...rest];
}
