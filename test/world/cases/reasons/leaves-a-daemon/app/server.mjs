// Starts a helper as daemons are: in a session of its own, with nothing of this environment.
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";

const helper = spawn("/bin/sleep", ["600"], { detached: true, env: {}, stdio: "ignore" });
writeFileSync("helper.pid", String(helper.pid));
helper.unref();
createServer((request, response) => response.end("ok")).listen(3000);
