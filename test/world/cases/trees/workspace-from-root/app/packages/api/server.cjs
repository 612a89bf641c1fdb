const { price } = require("@shop/money");
const { greet } = require("greet");

require("node:http").createServer((request, response) => response.end(`${greet()} ${price()}`)).listen(3000);
