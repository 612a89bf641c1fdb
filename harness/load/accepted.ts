import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

import type { Place } from "./destination.ts";

const pollMillis = 5;
/** Longest that a server is waited for; one that takes longer is measured as it is. */
const longestMillis = 2_000;
/** For what the system does not tell: connections that a cluster's primary has accepted and not handed on yet. */
const settleMillis = 100;

const listening = "0A";

/**
 * Resolves when a server has accepted the connections that were made to it. One that waits to be accepted while the load
 * is on holds its request back for seconds: Node.js accepts one connection each time round its event loop, and a busy
 * loop goes round seldom. A server that is idle accepts hundreds in a moment. What waits at another machine cannot be seen:
 * there, the wait ends when the connections are made.
 */
export async function untilAccepted(
  { port, isLocal }: Pick<Place, "port" | "isLocal">,
  areConnected: () => boolean,
): Promise<void> {
  const isAccepted = (): boolean => !isLocal || waitingAt(port) === 0;
  const until = performance.now() + longestMillis;
  while (performance.now() < until && !(areConnected() && isAccepted())) await pause(pollMillis);
  await pause(settleMillis);
}

/** Connections that wait to be accepted at a port of this machine, by proc_net_tcp(5); 0 where the system does not tell. */
function waitingAt(port: number): number {
  const lines = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap(linesOf);
  return lines.reduce((sum, line) => {
    const [, local = "", , state, queues = ""] = line.trim().split(/\s+/);
    const isHere = state === listening && Number.parseInt(local.split(":")[1] ?? "", 16) === port;
    return isHere ? sum + Number.parseInt(queues.split(":")[1] ?? "0", 16) : sum;
  }, 0);
}

function linesOf(path: string): readonly string[] {
  try {
    return readFileSync(path, "utf8").split("\n").slice(1);
  } catch {
    return [];
  }
}
