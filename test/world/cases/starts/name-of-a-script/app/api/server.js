const { createServer } = require("node:http");

const { TIER, npm_package_name: name } = process.env;
createServer((_request, response) => response.end(`${TIER} of ${name.split("/")[0].slice(1)}\n`)).listen(3000);
