/** fast-proxy in front of the server at UPSTREAM, over pooled connections of undici. */
import { createServer } from "node:http";
import fastProxy from "fast-proxy";

const base = process.env["UPSTREAM"] ?? "";
const forwarder = fastProxy({ base, undici: { connections: 128 } });
createServer((request, response) => forwarder.proxy(request, response, request.url ?? "/", {})).listen(0);
