import { createServer } from "node:http";

const piece = Buffer.alloc(256 * 1024, "0123456789abcde\n");
const size = Number(process.env["SIZE_MB"] ?? 48) * 1024 * 1024;

createServer((_request, response) => {
  response.writeHead(200, { "content-length": size });
  let left = size;
  const send = () => {
    while (left > 0) {
      left -= piece.length;
      if (left <= 0) return void response.end(piece);
      if (!response.write(piece)) return void response.once("drain", send);
    }
  };
  send();
}).listen(0);
