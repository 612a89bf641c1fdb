// Forks as many workers as an environment variable says; with none it serves by itself.
import cluster from "node:cluster";
import { createServer } from "node:http";

const workers = Number(process.env.CLUSTER_WORKERS ?? 2);
if (cluster.isPrimary && workers > 0) for (let index = 0; index < workers; index++) cluster.fork();
else createServer((_request, response) => response.end("served\n")).listen(3000);
