import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename, resolve } from "node:path";
import type { ListeningChild } from "./protocol.ts";
import { withoutPreload } from "./node-options.ts";
import { splitAtScript } from "./valued-options.ts";

/** In `/proc/net/tcp`: the state of a socket that listens. */
const listenState = "0A";

/**
 * Looks below the processes of an app for one that is no part of the target, and listens. Null where /proc has none, or
 * is not there. They must not be in containers, where they are numbered otherwise.
 */
export function findListeningChild(apps: readonly number[], connected: ReadonlySet<number>): ListeningChild | null {
  for (const pid of apps.flatMap(descendantsOf)) {
    if (connected.has(pid)) continue;
    const child = listeningNode(pid);
    if (child !== null) return child;
  }
  return null;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function linkAt(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}

function descendantsOf(pid: number): readonly number[] {
  const children = namesIn(`/proc/${pid}/task`).flatMap((thread) =>
    read(`/proc/${pid}/task/${thread}/children`)
      .split(" ")
      .map(Number)
      .filter((child) => child > 0),
  );
  return children.concat(children.flatMap(descendantsOf));
}

function listeningNode(pid: number): ListeningChild | null {
  if (!basename(linkAt(`/proc/${pid}/exe`)).startsWith("node")) return null;
  const sockets = new Set(namesIn(`/proc/${pid}/fd`).map((fd) => linkAt(`/proc/${pid}/fd/${fd}`)));
  const port = ["tcp", "tcp6"]
    .flatMap((protocol) => read(`/proc/${pid}/net/${protocol}`).trim().split("\n").slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === listenState && sockets.has(`socket:[${inode}]`))
    .map(([, local = ""]) => parseInt(local.slice(local.lastIndexOf(":") + 1), 16))[0];
  const words = withoutPreload(read(`/proc/${pid}/cmdline`).split("\0").slice(1, -1));
  const cwd = linkAt(`/proc/${pid}/cwd`);
  const { options, rest } = splitAtScript(words);
  const [script, ...args] = rest;
  if (port === undefined || script === undefined || !existsSync(resolve(cwd, script))) return null;
  return { port, options, script: resolve(cwd, script), args };
}
