// Answers with the same large buffer on plain TCP, so that reading the answers costs more than sending them.
import { createServer } from "node:net";

const body = Buffer.alloc(512 * 1024, "x");
const answer = Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n`), body]);

createServer((socket) => {
  socket.on("error", () => socket.destroy());
  socket.on("data", () => socket.write(answer));
}).listen(8080);
