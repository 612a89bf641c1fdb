/**
 * Keeps a foreign program in the target: starts it, tells the host when it answers, ends with it and never without it,
 * also when the host is gone. Arguments: the port on which it will answer, a folder for its files, the program, its
 * arguments.
 */
import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { channel } from "./first.ts";

const retryMillis = 5;
const [port = "", folder = "", command = "", ...args] = process.argv.slice(2);

const program = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"] });
process.on("exit", () => {
  for (const pid of processes()) endAtOnce(pid);
  // When the host is gone, nobody else does.
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});
// The whole group is told to end: the program ends by itself, and this process with it.
process.on("SIGTERM", () => {});
program.on("error", (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
program.on("exit", (code, signal) => {
  if (signal === null) process.exit(code ?? 1);
  process.stderr.write(`${command} was ended by ${signal}\n`);
  process.exit(1);
});

/**
 * Whether it answers: only when the processes of it that serve are there, which may be later than its port is. What is
 * sent is no request, so that it refuses it by itself and asks no worker of the app.
 */
async function answers(): Promise<boolean> {
  const socket = connect(Number(port), "127.0.0.1");
  socket.write("no request\r\n\r\n");
  try {
    return (await socket[Symbol.asyncIterator]().next()).done !== true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** The program and what it has started, as Linux tells. */
function processes(): readonly number[] {
  const { pid = 0 } = program;
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
    return [pid, ...(children === "" ? [] : children.split(" ").map(Number))];
  } catch {
    return [pid];
  }
}

function endAtOnce(pid: number): void {
  try {
    if (pid > 0) process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

while (!(await answers())) await pause(retryMillis);
channel?.send({ type: "listening", scheme: "http", port: Number(port), programs: processes() });
