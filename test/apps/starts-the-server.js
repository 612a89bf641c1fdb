// Stands for runners and watchers: what listens is a process that it starts.
import { spawn } from "node:child_process";
import { createServer } from "node:http";

if (process.argv[2] === "--serve") createServer((_request, response) => response.end("served\n")).listen(0);
else spawn(process.execPath, ["--no-warnings", import.meta.filename, "--serve"], { stdio: "inherit" });
