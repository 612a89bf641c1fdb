/** Brings the deployment given as JSON up, says so, and holds it until it is killed. */
import type { Deployment } from "../../harness/model/index.ts";
import { bringUp } from "../../harness/process/deployment.ts";

const deployment: Deployment = JSON.parse(process.argv[2] ?? "");
await bringUp(deployment, 10, new AbortController().signal);
process.stdout.write("up\n");
setInterval(() => {}, 1000);
