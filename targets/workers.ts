import type { Scheme } from "./protocol.ts";
import { firstListener, type BootContext } from "./strategy.ts";

/** Where the app's workers answer, how they are spoken to, and the most of a request's line and headers that is to reach them. */
export type Upstreams = { readonly scheme: Scheme; readonly ports: readonly number[]; readonly maxHeadBytes: number };

/** What is in front takes twice as much, in whatever way it counts, so that it is always the app that refuses. */
const roomForHeads = 2;

/** Node.js's own limit, for servers that tell none. */
const defaultHeadBytes = 16 * 1024;

/** Starts the app N times, each on a port of its own. */
export async function startWorkers({ app, workers, spawn, listening }: BootContext): Promise<Upstreams> {
  for (let index = 0; index < workers; index += 1) {
    spawn({ role: "worker", script: app.script, args: app.args, env: {}, port: 0 });
  }
  const listeners = await listening("worker", workers);
  return {
    scheme: firstListener(listeners).scheme,
    ports: listeners.map(({ port }) => port),
    maxHeadBytes: roomForHeads * Math.max(defaultHeadBytes, ...listeners.map(({ maxHeadBytes }) => maxHeadBytes)),
  };
}
