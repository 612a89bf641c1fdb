import { connect, type Socket } from "node:net";
import { connect as connectSecurely } from "node:tls";

import type { Tls } from "./destination.ts";

export type Address = { readonly host: string; readonly port: number; readonly tls: Tls | null };

/** What libuv reads at most at once. */
const bufferBytes = 65_536;

/**
 * All sockets read into this buffer: each read is taken before the next begins. A buffer for each read would be garbage of
 * hundreds of MB where answers are large.
 */
const buffer = Buffer.alloc(bufferBytes);

/** Opens a socket of the load. The bytes that `take` gets are those of the next read once it has returned. */
export function openSocket({ host, port, tls }: Address, take: (bytes: Buffer) => void): Socket {
  const onread = {
    buffer,
    callback(length: number): boolean {
      take(buffer.subarray(0, length));
      return true;
    },
  };
  const options = { host, port, onread, noDelay: true };
  return tls === null ? connect(options) : connectSecurely({ ...options, ...tls });
}
