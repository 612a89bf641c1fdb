const { readFileSync } = require("node:fs");

const { greeting } = JSON.parse(readFileSync("config/local.json", "utf8"));
require("node:http")
  .createServer((request, response) => response.end(`${greeting} of ${process.env.STAGE}`))
  .listen(3000);
