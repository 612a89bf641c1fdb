import type { Scheme } from "./protocol.ts";
import { firstListener, type BootContext } from "./strategy.ts";

/** Where the app's workers answer, and how they are spoken to. */
export type Upstreams = { readonly scheme: Scheme; readonly ports: readonly number[] };

/** Starts the app N times, each on a port of its own. */
export async function startWorkers({ app, workers, spawn, listening }: BootContext): Promise<Upstreams> {
  for (let index = 0; index < workers; index += 1) {
    spawn({ role: "worker", script: app.script, args: app.args, env: {}, port: 0 });
  }
  const listeners = await listening("worker", workers);
  return { scheme: firstListener(listeners).scheme, ports: listeners.map(({ port }) => port) };
}
