// Speaks HTTPS with a certificate that nobody has signed; or, as its argument says, HTTP/2 with or without HTTP/1.1.
import { readFileSync } from "node:fs";
import { createSecureServer, createServer } from "node:http2";
import { createServer as createHttpsServer } from "node:https";

const read = (name) => readFileSync(new URL(`tls/${name}.pem`, import.meta.url));
const identity = { key: read("key"), cert: read("certificate") };
const answer = ({ httpVersion, socket }, response) =>
  response.end(`HTTP/${httpVersion}, ${socket.encrypted ? `TLS for ${socket.servername}` : "plain"}`);

const servers = {
  https: () => createHttpsServer(identity, answer),
  both: () => createSecureServer({ ...identity, allowHTTP1: true }, answer),
  h2: () => createSecureServer(identity, answer),
  h2c: () => createServer(answer),
};
servers[process.argv[2] ?? "https"]().listen(8443);
