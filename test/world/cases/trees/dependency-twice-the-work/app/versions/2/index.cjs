const { createHash } = require("node:crypto");

function hash(rounds, text) {
  for (let round = 0; round < rounds; round++) text = createHash("sha256").update(text).digest("hex");
  return text;
}

exports.rate = () => hash(6_000, "rate").length;
