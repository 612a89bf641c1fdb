const { cpSync } = require("node:fs");
const { rates } = require("./package.json").dependencies;

cpSync(`versions/${rates.at(1)}`, "node_modules/rates", { recursive: true });
