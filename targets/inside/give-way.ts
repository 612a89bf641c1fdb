import { randomUUID } from "node:crypto";
import type { Server } from "node:net";

const ownPrefix = "\0broadside-aside-";

/** Whether a path is one that a server has given way to. */
export function isGivenWay(path: string): boolean {
  return path.startsWith(ownPrefix);
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EADDRINUSE";
}

/**
 * Has a server that is about to listen at a path listen at an abstract socket of its own where something is at that path
 * already: the same server of another worker, what an earlier trial left, or another program's, which stays as it is. The
 * app sees no error then. Where the system has no abstract sockets nothing changes.
 */
export function giveWay(server: Server): void {
  if (process.platform !== "linux") return;
  const emit = server.emit.bind(server);
  let isDecided = false;
  const decide = (name: unknown, ...args: readonly unknown[]): unknown => {
    const giveWayNow = !isDecided && name === "error" && isTaken(args[0]);
    isDecided ||= name === "listening" || name === "error" || name === "close";
    // What the app has put over it meanwhile stays.
    if (isDecided && Reflect.get(server, "emit") === decide) Reflect.set(server, "emit", emit);
    if (!giveWayNow) return Reflect.apply(emit, server, [name, ...args]);
    server.listen({ path: `${ownPrefix}${randomUUID()}`, exclusive: true });
    return true;
  };
  Reflect.set(server, "emit", decide);
}
