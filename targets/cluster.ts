import { firstListener, siblingScript, type BootContext } from "./strategy.ts";

/** How `node:cluster` hands out connections: by the primary, or by whichever worker the kernel wakes. */
export type Scheduling = "round-robin" | "os";

/** Boots a primary that forks N workers sharing one port. */
export async function bootCluster(scheduling: Scheduling, context: BootContext): Promise<number> {
  const { app, workers, port, spawn, listening } = context;
  spawn({
    role: "primary",
    script: siblingScript(import.meta.filename, "./inside/primary"),
    args: [scheduling, String(workers), app.script, ...app.args],
    env: {},
    port,
  });
  return firstListener(await listening("worker", workers)).port;
}
