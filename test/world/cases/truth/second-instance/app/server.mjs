import { closeSync, openSync, unlinkSync } from "node:fs";
import { createServer } from "node:http";

// A database of which one process at a time is the owner, as an embedded one is.
let isOwner = true;
try {
  closeSync(openSync("orders.lock", "wx"));
} catch {
  isOwner = false;
}
process.on("SIGTERM", () => {
  if (isOwner) unlinkSync("orders.lock");
  process.exit(0);
});

const orders = Array.from({ length: 200 }, (_, id) => ({ id, item: `item ${id}`, price: id / 4 }));
createServer((_, response) => {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(isOwner ? { orders } : { status: "degraded", reason: "orders.lock is held" }));
}).listen(3000);
