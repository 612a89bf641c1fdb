// Answers with the same many small chunks on plain TCP, so that reading the answers costs more than sending them.
import { createServer } from "node:net";

const chunks = "1\r\nx\r\n".repeat(3_000);
const answer = Buffer.from(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`);

createServer((socket) => {
  socket.on("error", () => socket.destroy());
  socket.on("data", () => socket.write(answer));
}).listen(8080);
