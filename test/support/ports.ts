import { once } from "node:events";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createServer } from "node:net";
import { eventually } from "./eventually.ts";

const listening = "0A";

/** Where a process listens. The address is as /proc/net writes it: `0100007F` is 127.0.0.1. */
export type Listening = { readonly address: string; readonly port: number; readonly inode: string };

export const loopback = "0100007F";

function listeningSockets(): readonly Listening[] {
  return ["/proc/net/tcp", "/proc/net/tcp6"]
    .flatMap((path) => readFileSync(path, "utf8").trim().split("\n").slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === listening)
    .map((fields) => {
      const [address = "", port = ""] = (fields[1] ?? "").split(":");
      return { address, port: Number.parseInt(port, 16), inode: fields[9] ?? "" };
    });
}

/** Null for what has been closed meanwhile. */
function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

function openSockets(pid: number): readonly string[] {
  const descriptors = attempt(() => readdirSync(`/proc/${pid}/fd`)) ?? [];
  return descriptors.flatMap((descriptor) => {
    const link = attempt(() => readlinkSync(`/proc/${pid}/fd/${descriptor}`)) ?? "";
    return /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? [];
  });
}

/** Every TCP port that one of the processes listens on. */
export function listenersOf(pids: readonly number[]): readonly Listening[] {
  const inodes = new Set(pids.flatMap(openSockets));
  return listeningSockets().filter(({ inode }) => inodes.has(inode));
}

/** Those of the listening sockets that are still open. By socket: the port may be somebody else's by now. */
export function stillOpen(listeners: readonly Listening[]): readonly Listening[] {
  const inodes = new Set(listeners.map(({ inode }) => inode));
  return listeningSockets().filter(({ inode }) => inodes.has(inode));
}

/** Resolves when all are closed. A process that ends loses its environment, by which it is found, before its sockets. */
export async function allClosed(listeners: readonly Listening[]): Promise<void> {
  await eventually("all its ports closed", () => (stillOpen(listeners).length === 0 ? true : null));
}

export function portOf(url: string): number {
  return Number(new URL(url).port);
}

/** A port of 127.0.0.1 that nothing uses at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return address.port;
}
