/**
 * A deployment, as commands see one: `up PORT FILE SCRIPT` starts the script's server on the port, apart from whoever
 * called, and notes its pid in the file; `down PORT FILE` ends it, and fails where nothing is up.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, Server } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";

const [action, port, file, script] = process.argv.slice(2);

async function isOpen() {
  const socket = connect(Number(port), "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

if (action === "serve") {
  const { value: listen } = Object.getOwnPropertyDescriptor(Server.prototype, "listen");
  Server.prototype.listen = function (...args) {
    const listener = args.find((one) => typeof one === "function");
    return listen.call(this, { port: Number(port), host: "127.0.0.1" }, listener);
  };
  process.argv = [process.execPath, script];
  await import(pathToFileURL(script).href);
} else if (action === "up") {
  const server = spawn(process.execPath, [import.meta.filename, "serve", port, file, script], {
    detached: true,
    stdio: ["ignore", "inherit", "inherit"],
  });
  server.unref();
  writeFileSync(file, String(server.pid));
  while (!(await isOpen())) await delay(10);
} else {
  process.kill(Number(readFileSync(file, "utf8")), "SIGKILL");
  rmSync(file);
  while (await isOpen()) await delay(10);
}
