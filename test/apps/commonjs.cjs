const http = require("node:http");

const server = http.createServer((_request, response) => response.end(JSON.stringify(server.address())));
server.listen(8080, "0.0.0.0");
