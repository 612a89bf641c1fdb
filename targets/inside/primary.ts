/** The primary of a cluster: forks the app N times and hands out connections. Arguments: scheduling, N, app, app's arguments. */
import cluster from "node:cluster";
import { insideVariables } from "../protocol.ts";

const [scheduling, workers, script, ...args] = process.argv.slice(2);

cluster.schedulingPolicy = scheduling === "os" ? cluster.SCHED_NONE : cluster.SCHED_RR;
cluster.setupPrimary({ ...(script === undefined ? {} : { exec: script }), args });
for (let index = 0; index < Number(workers); index++) cluster.fork({ [insideVariables.role]: "worker" });

// A target that has lost a worker is no longer the target that was asked for: all of it ends, in the way that the
// worker did, so that the host can say why.
cluster.on("exit", (_worker, code: number | null, signal: NodeJS.Signals | null) => {
  // At once: a worker that is still starting would complain of the primary's end, and hide the reason.
  for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill("SIGKILL");
  if (signal === null) process.exit(code ?? 1);
  process.kill(process.pid, signal);
});
