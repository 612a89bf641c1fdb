import type { BootContext } from "./strategy.ts";

/** Starts the app N times, each on a port of its own; resolves to the ports. */
export async function startWorkers({ app, workers, spawn, listening }: BootContext): Promise<readonly number[]> {
  for (let index = 0; index < workers; index += 1) {
    spawn({ role: "worker", script: app.script, args: app.args, env: {}, port: 0 });
  }
  return (await listening("worker", workers)).map(({ port }) => port);
}
