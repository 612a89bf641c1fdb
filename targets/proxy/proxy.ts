/**
 * Our reverse proxy: a plain Node.js server in front of N processes. Arguments: balancer, the most that it takes of a
 * request's line and headers in bytes, then the workers' origins.
 */
import { createServer } from "node:http";
import { makeBalancer } from "./balancers.ts";
import { makeForwarder } from "./forward.ts";

const [balancer = "", maxHeadBytes, ...origins] = process.argv.slice(2);

const forward = makeForwarder(makeBalancer(balancer), origins);
createServer({ maxHeaderSize: Number(maxHeadBytes) }, forward).listen(0, "127.0.0.1");
