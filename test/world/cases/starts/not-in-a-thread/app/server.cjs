const { createServer } = require("node:http");
process.chdir(__dirname);
createServer((_request, response) => response.end("from " + process.cwd().slice(-3) + "\n")).listen(3000);
