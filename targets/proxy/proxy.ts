/** Our reverse proxy: a plain Node.js server in front of N processes. Arguments: balancer, then the workers' origins. */
import { createServer } from "node:http";
import { makeBalancer } from "./balancers.ts";
import { makeForwarder } from "./forward.ts";

const [balancer = "", ...origins] = process.argv.slice(2);

const forward = makeForwarder(makeBalancer(balancer), origins);
createServer(forward).listen(0, "127.0.0.1");
