const { rate } = require("rates");

require("node:http").createServer((request, response) => response.end(`${rate()}%`)).listen(3000);
