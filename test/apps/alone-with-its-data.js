// Only one instance of it may run: it holds the folder named by its argument as a lock, and gives it back when it ends.
import { mkdirSync, rmSync } from "node:fs";
import { createServer } from "node:http";

const [lock] = process.argv.slice(2);
process.on("SIGTERM", () => process.exit(0));
try {
  mkdirSync(lock);
} catch {
  process.stderr.write("the store is open in another process\n");
  process.exit(1);
}
process.on("exit", () => rmSync(lock, { recursive: true, force: true }));

createServer((_request, response) => response.end("stored\n")).listen(3000);
