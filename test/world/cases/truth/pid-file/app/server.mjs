// Refuses to start while another instance's pid file is there, and removes its own when it is told to end.
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { createServer } from "node:http";

process.on("SIGTERM", () => process.exit(0));
let file;
try {
  file = openSync("service.pid", "wx");
} catch {
  console.error("refusing to start: service.pid exists");
  process.exit(1);
}
process.on("exit", () => rmSync("service.pid", { force: true }));
writeSync(file, String(process.pid));
closeSync(file);
createServer((_request, response) => response.end("one at a time\n")).listen(8080);
