require("node:http").createServer((request, response) => response.end("pong")).listen(3000);
