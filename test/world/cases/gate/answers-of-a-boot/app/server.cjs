const { createHash, randomUUID } = require("node:crypto");
const { createServer } = require("node:http");
const { gzipSync } = require("node:zlib");

const [boot, startedAt] = [randomUUID(), new Date()];
let served = 0;

const bodies = {
  "/json": () => ({ boot, startedAt, served, orders: [{ id: randomUUID(), total: Math.random() }] }),
  "/page": () => `<main><form><input name="csrf" value="${randomUUID()}"></form><p>seen ${served} times</p></main>`,
};

createServer((request, response) => {
  served++;
  const body = bodies[request.url]();
  const type = typeof body === "string" ? "text/html" : "application/json";
  const bytes = gzipSync(typeof body === "string" ? body : JSON.stringify(body));
  const etag = `"${createHash("sha1").update(bytes).digest("hex")}"`;
  response.writeHead(200, { "content-type": type, "content-encoding": "gzip", etag }).end(bytes);
}).listen(3000);
