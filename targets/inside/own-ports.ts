/**
 * The app asks itself at the port that it asked for: what goes there reaches the port that it was given instead, in all
 * threads of its process. What another program serves at that port is never taken for the app's.
 */
import { Socket } from "node:net";
import { hostname, networkInterfaces } from "node:os";
import { getEnvironmentData, setEnvironmentData } from "node:worker_threads";
import { ownAddress } from "./own-requests.ts";
import { wrapMethod } from "./wrap-method.ts";

const key = "BROADSIDE_OWN_PORTS";

/** By the port that was asked for, the one that was given; 0 where none was. All threads share it. */
function sharedTable(): Uint16Array | null {
  const memory = getEnvironmentData(key);
  return memory instanceof SharedArrayBuffer ? new Uint16Array(memory) : null;
}

function isThisMachine(host: unknown): boolean {
  if (host === undefined || host === null || host === "") return true;
  if (typeof host !== "string") return false;
  const name = host
    .replace(/^\[|\]$/g, "")
    .replace(/^::ffff:/, "")
    .toLowerCase();
  if (/^(?:127\.[\d.]+|0\.0\.0\.0|::|::1|(?:.+\.)?localhost)$/.test(name) || name === hostname().toLowerCase())
    return true;
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === name));
}

type ConnectOptions = { readonly port?: unknown; readonly host?: unknown; readonly path?: unknown };

/** The options among the arguments of `connect`, which Node.js itself passes on as a list within the list. */
function optionsAmong(
  args: readonly unknown[],
): { readonly options: ConnectOptions; readonly callback: unknown } | null {
  const [first, second] = args;
  if (Array.isArray(first)) return optionsAmong(first);
  const callback = args.findLast((argument) => typeof argument === "function");
  if (typeof first === "object" && first !== null) return { options: first, callback };
  if (typeof first !== "number" && typeof first !== "string") return null;
  return { options: { port: first, ...(typeof second === "string" ? { host: second } : {}) }, callback };
}

/** The same arguments of `connect`, but for where they lead. */
function followed(args: readonly unknown[], table: Uint16Array): readonly unknown[] {
  const found = optionsAmong(args);
  if (found === null || Boolean(found.options.path)) return args;
  const { options, callback } = found;
  const given = table[Number(options.port)] ?? 0;
  if (given === 0 || !isThisMachine(options.host)) return args;
  const from = ownAddress === null ? {} : { localAddress: ownAddress };
  const elsewhere = { ...options, port: given, host: "127.0.0.1", ...from };
  return callback === undefined ? [elsewhere] : [elsewhere, callback];
}

/** Has every thread of the process from now on follow what is noted; in a thread that was started by one that has. */
export function followOwnPorts(isFirst: boolean): void {
  if (isFirst) setEnvironmentData(key, new SharedArrayBuffer(65_536 * Uint16Array.BYTES_PER_ELEMENT));
  const table = sharedTable();
  if (table === null) return;
  wrapMethod(Socket.prototype, "connect", (args) => followed(args, table));
}

/** Notes that a server which asked for the one port listens on the other. */
export function noteOwnPort(asked: number, given: number): void {
  const table = sharedTable();
  if (table !== null && asked !== 0) table[asked] = given;
}
