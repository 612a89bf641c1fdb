const { createServer } = require("node:http");

createServer((_request, response) => response.end(`${process.env.GREETING}\n`)).listen(3000);
