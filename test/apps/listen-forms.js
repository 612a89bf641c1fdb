// Listens in the way that the first argument names, and answers with what its callback and its server say of where.
import { createServer } from "node:http";

let inCallback = null;
const server = createServer((_request, response) =>
  response.end(JSON.stringify({ inCallback, address: server.address(), listening: server.listening })),
);
const noteAddress = () => {
  inCallback = server.address();
};

const forms = {
  port: () => server.listen(8080, noteAddress),
  "port-as-text": () => server.listen("8080", noteAddress),
  zero: () => server.listen(0, noteAddress),
  nothing: () => server.listen(noteAddress),
  "all-interfaces": () => server.listen(8080, "0.0.0.0", noteAddress),
  ipv6: () => server.listen(8080, "::", noteAddress),
  "host-name": () => server.listen(8080, "localhost", noteAddress),
  elsewhere: () => server.listen(8080, "192.0.2.1", noteAddress),
  backlog: () => server.listen(8080, "0.0.0.0", 5, noteAddress),
  options: () => server.listen({ port: 8080, host: "0.0.0.0", backlog: 5 }, noteAddress),
  "path-false": () => server.listen({ path: false, port: 8080, host: "0.0.0.0" }, noteAddress),
  "path-null": () => server.listen({ path: null, port: "8080" }, noteAddress),
  "path-empty": () => server.listen({ path: "", port: 8080 }, noteAddress),
  "path-beside-port": () => server.listen({ path: "/nowhere/app.sock", port: 8080 }, noteAddress),
  exclusive: () => server.listen({ port: 8080, host: "0.0.0.0", exclusive: true }, noteAddress),
  "reuse-port": () => server.listen({ port: 8080, reusePort: true }, noteAddress),
  "ipv6-only": () => server.listen({ port: 8080, host: "::", ipv6Only: true }, noteAddress),
  signal: () => server.listen({ port: 8080, signal: new AbortController().signal }, noteAddress),
  frozen: () => server.listen(Object.freeze({ port: 8080, host: "0.0.0.0" }), noteAddress),
  inherited: () => server.listen(Object.create({ port: 8080 }), noteAddress),
  "port-null": () => server.listen(null, noteAddress),
  "port-undefined": () => server.listen({ port: undefined, host: "0.0.0.0" }, noteAddress),
  "readable-all": () => server.listen({ port: 8080, readableAll: true, writableAll: true }, noteAddress),
  event: () => server.on("listening", noteAddress).listen(8080),
  "after-a-while": () => setTimeout(() => server.listen(8080, noteAddress), 50),
};
forms[process.argv[2]]();
