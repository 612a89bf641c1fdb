require("node:http").createServer((request, response) => response.end("built")).listen(3000);
