/** http-proxy-3 in front of the server at UPSTREAM, over pooled connections. */
import { Agent, createServer } from "node:http";
import { createProxyServer } from "http-proxy-3";

const proxy = createProxyServer({ target: process.env["UPSTREAM"] ?? "", agent: new Agent({ keepAlive: true }) });
createServer((request, response) => proxy.web(request, response)).listen(0);
