import { execFileSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createServer } from "node:net";
import { eventually } from "./eventually.ts";

const listening = "0A";
const timeWait = "06";

/** Where a process listens. The address is as /proc/net writes it: `0100007F` is 127.0.0.1. */
export type Listening = { readonly address: string; readonly port: number; readonly inode: string };

export const loopback = "0100007F";

type TcpSocket = { readonly local: string; readonly remote: string; readonly state: string; readonly inode: string };

function tcpSockets(): readonly TcpSocket[] {
  return ["/proc/net/tcp", "/proc/net/tcp6"]
    .flatMap((path) => readFileSync(path, "utf8").trim().split("\n").slice(1))
    .map((line) => {
      const [, local = "", remote = "", state = "", , , , , , inode = ""] = line.trim().split(/\s+/);
      return { local, remote, state, inode };
    });
}

function portIn(address: string): number {
  return Number.parseInt(address.split(":")[1] ?? "", 16);
}

function listeningSockets(): readonly Listening[] {
  return tcpSockets()
    .filter(({ state }) => state === listening)
    .map(({ local, inode }) => ({ address: local.split(":")[0] ?? "", port: portIn(local), inode }));
}

/** How many ports of clients cannot be used again yet, because the client was the first to close its connection. */
export function waitingPortsTo(serverPort: number): number {
  return tcpSockets().filter(({ state, remote }) => state === timeWait && portIn(remote) === serverPort).length;
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

/** How many connections may wait at a listening port until they are accepted. */
export function backlogOf(port: number): number {
  const [, , sendQueue] = execFileSync("ss", ["-ltnH", `sport = :${port}`], { encoding: "utf8" }).split(/\s+/);
  return Number(sendQueue);
}

export function portOf(url: string): number {
  return Number(new URL(url).port);
}

/** Where the system takes ports from for whoever asks for any: another test may get one of these at any moment. */
function firstOfAny(): number {
  return Number(readFileSync("/proc/sys/net/ipv4/ip_local_port_range", "utf8").trim().split(/\s+/)[0]);
}

/** Of the ports that nobody gets without asking for them. */
const firstOfOwn = 10_000;

/** A port of 127.0.0.1 that nothing uses at the moment, and that nothing else is given. */
export async function freePort(): Promise<number> {
  return eventually("a free port", async () => {
    const port = randomInt(firstOfOwn, Math.max(firstOfOwn + 1, firstOfAny()));
    const server = createServer().listen(port, "127.0.0.1");
    try {
      await once(server, "listening");
    } catch {
      return null;
    }
    server.close();
    await once(server, "close");
    return port;
  });
}
