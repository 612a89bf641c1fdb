// Stands for apps that run a program for each request: its CPU time is theirs.
import { execFile } from "node:child_process";
import { createServer } from "node:http";

const burn = "const until = process.cpuUsage().user + 100_000; while (process.cpuUsage().user < until);";
createServer((_request, response) => {
  execFile(process.execPath, ["-e", burn], { env: {} }, () => response.end("converted\n"));
}).listen(0);
