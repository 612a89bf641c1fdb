/** The primary of a cluster: forks the app N times and hands out connections. Arguments: scheduling, N, app, app's arguments. */
import cluster from "node:cluster";
import { insideVariables } from "../protocol.ts";
import { endWithWorkers } from "./end-with-workers.ts";

const [scheduling, workers, script, ...args] = process.argv.slice(2);

cluster.schedulingPolicy = scheduling === "os" ? cluster.SCHED_NONE : cluster.SCHED_RR;
// Each worker's inspector, if the app asks for one, is at a port of the system's choice.
cluster.setupPrimary({ ...(script === undefined ? {} : { exec: script }), args, inspectPort: 0 });
endWithWorkers();
for (let index = 0; index < Number(workers); index++) cluster.fork({ [insideVariables.role]: "worker" });
