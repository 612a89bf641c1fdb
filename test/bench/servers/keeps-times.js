// Keeps when each request arrived, and tells it at /times, in milliseconds.
import { createServer } from "node:http";

const times = [];

createServer((request, response) => {
  if (request.url === "/times") return void response.end(JSON.stringify(times));
  times.push(performance.now());
  response.end("ok");
}).listen(0, "127.0.0.1");
