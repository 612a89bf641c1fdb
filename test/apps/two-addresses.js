// Listens on one port of two addresses, as Fastify does for a host name that has two.
import { createServer } from "node:http";

const first = createServer((_request, response) => response.end("first"));
const second = createServer((_request, response) => response.end("second"));
first.listen(3000, "127.0.0.1", () => second.listen(first.address().port, "::1"));
