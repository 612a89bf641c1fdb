// Renders its page from its own API at the port that it knows it has, and wants that port for itself.
const { createServer } = require("node:http");

createServer(async (request, response) => {
  if (request.url === "/api") return void response.end("from the api");
  try {
    response.end(`<p>${await (await fetch("http://localhost:4321/api")).text()}</p>`);
  } catch {
    response.writeHead(500).end("Internal Server Error");
  }
}).listen({ path: false, port: 4321, exclusive: true });
