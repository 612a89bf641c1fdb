// Neither it nor what it has started ends on SIGTERM; its title tells that it was told to.
import { spawn } from "node:child_process";
import { createServer } from "node:http";

process.on("SIGTERM", () => {
  process.title = "told to end";
});
spawn("/bin/sh", ["-c", "trap '' TERM; sleep 300"], { stdio: "ignore" });
createServer((_request, response) => response.end("stubborn\n")).listen(3000);
