/** The primary of a cluster: forks the app N times and hands out connections. Arguments: scheduling, N, app, app's arguments. */
import cluster from "node:cluster";
import { insideVariables } from "../protocol.ts";

const [scheduling, workers, script, ...args] = process.argv.slice(2);
let isStopping = false;

cluster.schedulingPolicy = scheduling === "os" ? cluster.SCHED_NONE : cluster.SCHED_RR;
cluster.setupPrimary({ ...(script === undefined ? {} : { exec: script }), args });
// What cannot be written to a worker that is ending, its exit tells; one that could not be started has none.
cluster.on("fork", (worker) => {
  worker.on("error", (error) => {
    if (worker.process.pid === undefined) throw error;
  });
});
for (let index = 0; index < Number(workers); index++) cluster.fork({ [insideVariables.role]: "worker" });

// The workers, which are told to end as well, may write to the primary until they have: it lets go of them, and ends by
// itself when none is left.
process.once("SIGTERM", () => {
  isStopping = true;
  cluster.disconnect();
});

// A target that has lost a worker is no longer the target that was asked for: all of it ends, in the way that the
// worker did, so that the host can say why.
cluster.on("exit", (_worker, code: number | null, signal: NodeJS.Signals | null) => {
  if (isStopping) return;
  // At once: a worker that is still starting would complain of the primary's end, and hide the reason.
  for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill("SIGKILL");
  if (signal === null) process.exit(code ?? 1);
  process.kill(process.pid, signal);
});
