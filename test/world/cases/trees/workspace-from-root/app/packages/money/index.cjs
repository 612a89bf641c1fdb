const { createHash } = require("node:crypto");

function hash(rounds, text) {
  for (let round = 0; round < rounds; round++) text = createHash("sha256").update(text).digest("hex");
  return text;
}

exports.price = () => hash(1_500, "price").length;
