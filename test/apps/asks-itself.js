// Renders each page from its own API, which it asks for at the port that it knows it has: by fetch, by a socket, and in a thread.
import { createServer, get } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { isMainThread, Worker } from "node:worker_threads";

const port = 3000;
const ways = {
  fetch: async () => (await fetch(`http://localhost:${port}/api`)).text(),
  http: () =>
    new Promise(
      (resolve, reject) =>
        void get({ port, path: "/api" }, (got) => void text(got).then(resolve, reject)).on("error", reject),
    ),
  socket: async () => {
    const socket = connect(port, "127.0.0.1");
    socket.write("GET /api HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    return (await text(socket)).split("\r\n\r\n")[1];
  },
  asker: async () => (await fetch(`http://127.0.0.1:${port}/address`)).text(),
  metrics: async () => (await fetch("http://[::1]:9090/")).text(),
  thread: () => text(new Worker(new URL(import.meta.url), { stdout: true }).stdout),
};

if (isMainThread) {
  createServer((_request, response) => response.end("figures")).listen(9090, "::1");
  createServer((request, response) => {
    if (request.url === "/address") response.end(request.socket.remoteAddress);
    else if (request.url === "/api") response.end(`from ${process.pid}`);
    else
      ways[request.url.slice(1)]().then(
        (got) => response.end(got),
        (error) => response.writeHead(500).end(String(error.cause ?? error)),
      );
  }).listen(port);
} else {
  process.stdout.write(await ways.fetch());
}
