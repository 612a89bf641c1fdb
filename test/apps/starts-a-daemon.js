// Starts a process that leaves the app's process group, and answers with its pid.
import { spawn } from "node:child_process";
import { createServer } from "node:http";

const daemon = spawn("sleep", ["300"], { detached: true, stdio: "ignore" });
createServer((_request, response) => response.end(String(daemon.pid))).listen(3000);
