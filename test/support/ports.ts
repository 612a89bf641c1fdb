import { once } from "node:events";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createServer, connect } from "node:net";

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

function openSockets(pid: number): readonly string[] {
  return readdirSync(`/proc/${pid}/fd`).map((descriptor) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`))?.[1] ?? "";
    } catch {
      return "";
    }
  });
}

/** Every TCP port that one of the processes listens on. */
export function listenersOf(pids: readonly number[]): readonly Listening[] {
  const inodes = new Set(pids.flatMap(openSockets));
  return listeningSockets().filter(({ inode }) => inodes.has(inode));
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

/** Whether anything accepts connections on the port of 127.0.0.1. */
export function isAnswering(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
