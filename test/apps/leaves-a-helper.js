// Exits while a helper of its own still holds its output open.
import { spawn } from "node:child_process";

spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" });
process.stderr.write("the helper was started\n");
process.exit(5);
