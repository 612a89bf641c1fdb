// An API on port 3000 and metrics on port 9090, in an order that differs between workers. Says how it was started.
import { createServer } from "node:http";
import { threadId } from "node:worker_threads";

const { argv, env } = process;
const started = () => JSON.stringify({ args: argv.slice(2), shape: env.SHAPE, early: globalThis.early ?? null });

const api = () => createServer((_request, response) => response.end(started())).listen(3000, "0.0.0.0");
const metrics = () => createServer((_request, response) => response.end("metrics")).listen(9090, "0.0.0.0");

const isOdd = (process.pid + threadId) % 2 === 1;
for (const listen of isOdd ? [api, metrics] : [metrics, api]) listen();
