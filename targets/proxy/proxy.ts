/** Our reverse proxy: a plain Node.js server in front of N processes. Arguments: balancer, then the workers' ports. */
import { createServer } from "node:http";
import { makeBalancer } from "./balancers.ts";
import { makeForwarder } from "./forward.ts";

const [balancer = "", ...ports] = process.argv.slice(2);

const forward = makeForwarder(
  makeBalancer(balancer),
  ports.map((port) => Number(port)),
);
createServer(forward).listen(0, "127.0.0.1");
