import { createServer } from "node:http";
import { readdirSync, stat } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

const threads = () => readdirSync("/proc/self/task").length;

// As one that loads its configuration first.
await pause(200);
process.env.UV_THREADPOOL_SIZE ??= "16";
const before = threads();

createServer((_request, response) => {
  stat("/", () => response.end(String(threads() - before)));
}).listen(3000);
