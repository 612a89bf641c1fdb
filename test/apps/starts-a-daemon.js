// Starts a process that leaves the app's process group, if asked to with an empty environment, and answers with its pid.
import { spawn } from "node:child_process";
import { createServer } from "node:http";

const env = process.env.DAEMON_ENVIRONMENT === "empty" ? {} : process.env;
const daemon = spawn("/bin/sleep", ["300"], { detached: true, stdio: "ignore", env });
createServer((_request, response) => response.end(String(daemon.pid))).listen(3000);
