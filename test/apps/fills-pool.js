// Asked for /fill it keeps libuv's pool full from then on, with pieces of work of tens of milliseconds, 16 at a time.
import { pbkdf2 } from "node:crypto";
import { createServer } from "node:http";

function fill() {
  pbkdf2("secret", "salt", 50_000, 64, "sha512", fill);
}

createServer((request, response) => {
  if (request.url === "/fill") for (let piece = 0; piece < 16; piece += 1) fill();
  response.end("pong\n");
}).listen(8080);
