// Only one instance of it may run: it holds the folder named by its argument as a lock, and gives it back when it ends.
// Any other ends as soon as the first one listens.
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";

const [lock] = process.argv.slice(2);
const listens = join(lock, "listens");
process.on("SIGTERM", () => process.exit(0));
try {
  mkdirSync(lock);
} catch {
  const clock = new Int32Array(new SharedArrayBuffer(4));
  for (let looks = 0; looks < 500 && !existsSync(listens); looks += 1) Atomics.wait(clock, 0, 0, 10);
  process.stderr.write("the store is open in another process\n");
  process.exit(1);
}
process.on("exit", () => rmSync(lock, { recursive: true, force: true }));

createServer((_request, response) => response.end("stored\n")).listen(3000, () => writeFileSync(listens, ""));
