/** \@fastify/http-proxy in front of the server at UPSTREAM, over pooled connections. */
import httpProxy from "@fastify/http-proxy";
import fastify from "fastify";

const server = fastify({ logger: false });
await server.register(httpProxy, { upstream: process.env["UPSTREAM"] ?? "" });
await server.listen({ port: 0 });
