// A server of another protocol, on plain TCP.
import { createServer } from "node:net";

createServer((socket) => socket.end("220 not HTTP\r\n")).listen(2525);
