/** What the app sends to itself is no load: it comes from an address of its own, by which every worker knows it. */
import { Socket } from "node:net";

/** Linux lets a connection come from any address of 127.0.0.0/8; elsewhere what the app sends itself is counted as others'. */
export const ownAddress = process.platform === "linux" ? "127.0.0.2" : null;

const own = new WeakSet<Socket>();

/** Marks an accepted connection if it is the app's to itself, which then sees the address that it expects. */
export function markOwn(socket: Socket): boolean {
  if (ownAddress === null || socket.remoteAddress !== ownAddress) return false;
  own.add(socket);
  Object.defineProperty(socket, "remoteAddress", { value: "127.0.0.1", configurable: true });
  return true;
}

/** Whether a message of Node's `http.server.*` channels is about a request of the app's to itself. */
export function isOwnRequest(message: unknown): boolean {
  const socket = typeof message === "object" && message !== null && "socket" in message ? message.socket : null;
  // With TLS the request's socket is one around the accepted one.
  return socket instanceof Socket && (own.has(socket) || (ownAddress !== null && socket.remoteAddress === ownAddress));
}
