import { writeSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { getEnvironmentData, isMainThread, setEnvironmentData, threadId } from "node:worker_threads";
import {
  insideVariables,
  isToInside,
  lineReader,
  type FromInside,
  type Role,
  type ServerSettings,
  type ToInside,
} from "../protocol.ts";
import { socketPath } from "../socket-path.ts";
import { systemThreadId } from "./system-thread.ts";

/** The line from inside a target's process or thread to its host. */
export type Channel = {
  readonly role: Role;
  readonly systemThreadId: number | null;
  /** Whether what runs here may answer requests: a thread of the app's own pool does not. */
  readonly serves: boolean;
  /** Port that the first server must listen on; 0 lets the system choose. */
  readonly port: number;
  /** Whether others listen on that port as well. */
  readonly sharesPort: boolean;
  /** The port that the server asks for which is to be measured; null when it is the first that listens. */
  readonly appPort: number | null;
  readonly settings: ServerSettings;
  readonly send: (message: FromInside) => void;
  readonly onMessage: (receive: (message: ToInside) => void) => void;
};

/** Of what the host says, in characters: each of its messages is short. */
const longestLine = 4_096;

function isRole(value: unknown): value is Role {
  return value === "worker" || value === "primary" || value === "proxy";
}

function take(name: string): string | undefined {
  const value = process.env[name];
  delete process.env[name];
  return value;
}

/**
 * What this process or thread does for the target. It is taken out of the environment, so that no process that the app
 * starts has it; threads are given theirs by another way, which does not lead out of the process.
 */
function takeRole(): unknown {
  if (!isMainThread) {
    const role = getEnvironmentData(insideVariables.role);
    setEnvironmentData(insideVariables.role);
    return role;
  }
  setEnvironmentData(insideVariables.role, take(insideVariables.threadRole));
  return take(insideVariables.role);
}

/**
 * Sends lines by a socket that is still connecting, at once: the app may end, or keep a thread busy for good, before
 * Node.js tells that it is connected. Nothing holds the app back until then, for all that could, `--import`, has Node.js
 * load the app's script in another way than without.
 */
function sendingAtOnce(socket: Socket): (message: FromInside) => void {
  let waiting = Buffer.alloc(0);
  // The system has connected a local socket by now. Node.js only tells so in a turn of its loop that may never come.
  const writeNow = (): void => {
    const handle: unknown = Reflect.get(socket, "_handle");
    const fd: unknown = typeof handle === "object" && handle !== null ? Reflect.get(handle, "fd") : undefined;
    try {
      if (typeof fd === "number" && fd >= 0) waiting = waiting.subarray(writeSync(fd, waiting));
    } catch {
      // The host is gone, or cannot take more now.
    }
  };
  process.once("exit", writeNow);
  socket.once("connect", () => {
    process.off("exit", writeNow);
    socket.write(waiting);
    socket.unref();
  });
  return (message) => {
    const line = `${JSON.stringify(message)}\n`;
    if (!socket.connecting) {
      socket.write(line);
      return;
    }
    waiting = Buffer.concat([waiting, Buffer.from(line)]);
    writeNow();
  };
}

/**
 * Begins to connect to the host named in the environment; null in what is not a part of the target: a process or thread
 * that the app started for itself, or a script that was not started by a host.
 */
export function connectToHost(): Channel | null {
  const { env } = process;
  const name = env[insideVariables.socket];
  const role = takeRole();
  const settings = env[insideVariables.settings];
  if (name === undefined || settings === undefined || !isRole(role)) return null;

  const socket = connect(socketPath(name));
  // The channel must neither let an app outlive its host, nor keep one alive that has nothing left to do.
  socket.on("close", () => process.exit(1));
  socket.on("error", () => process.exit(1));
  socket.setEncoding("utf8");
  const send = sendingAtOnce(socket);
  const token = env[insideVariables.token] ?? "";
  const sharesPort = env[insideVariables.sharesPort] !== undefined;
  const self = {
    pid: process.pid,
    threadId,
    systemThreadId: systemThreadId(),
    role,
    serves: isMainThread || sharesPort,
  };
  send({ type: "hello", token, ...self, nodeVersion: process.versions.node });
  const parsed: ServerSettings = JSON.parse(settings);
  return {
    role,
    systemThreadId: self.systemThreadId,
    serves: self.serves,
    port: Number(env[insideVariables.port] ?? 0),
    sharesPort,
    appPort: env[insideVariables.appPort] === undefined ? null : Number(env[insideVariables.appPort]),
    settings: parsed,
    send,
    onMessage: (receive) => {
      const read = lineReader({
        receive: (value) => {
          if (isToInside(value)) receive(value);
        },
        refuse: () => socket.destroy(),
        longest: () => longestLine,
      });
      socket.on("data", (chunk) => read(String(chunk)));
    },
  };
}
