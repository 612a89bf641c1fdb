import { once } from "node:events";
import { connect } from "node:net";
import { threadId } from "node:worker_threads";
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

/** The line from inside a target's process or thread to its host. */
export type Channel = {
  readonly role: Role;
  /** Port that the first server must listen on; 0 lets the system choose. */
  readonly port: number;
  readonly settings: ServerSettings;
  readonly send: (message: FromInside) => void;
  readonly onMessage: (receive: (message: ToInside) => void) => void;
};

function isRole(value: string | undefined): value is Role {
  return value === "worker" || value === "primary" || value === "proxy";
}

/**
 * Connects to the host named in the environment; null where there is none (the script was not started by a host).
 * Resolves when it is connected: only then is what is sent not lost when the app ends at once.
 */
export async function connectToHost(): Promise<Channel | null> {
  const { env } = process;
  const name = env[insideVariables.socket];
  const role = env[insideVariables.role];
  const settings = env[insideVariables.settings];
  if (name === undefined || settings === undefined || !isRole(role)) return null;

  const socket = connect(socketPath(name));
  // The channel must neither let an app outlive its host, nor keep one alive that has nothing left to do.
  socket.on("close", () => process.exit(1));
  socket.on("error", () => process.exit(1));
  socket.setEncoding("utf8");
  await once(socket, "connect");
  socket.unref();

  const send = (message: FromInside): void => void socket.write(`${JSON.stringify(message)}\n`);
  send({ type: "hello", token: env[insideVariables.token] ?? "", pid: process.pid, threadId, role });
  const parsed: ServerSettings = JSON.parse(settings);
  return {
    role,
    port: Number(env[insideVariables.port] ?? 0),
    settings: parsed,
    send,
    onMessage: (receive) => {
      const read = lineReader((value) => {
        if (isToInside(value)) receive(value);
      });
      socket.on("data", (chunk) => read(String(chunk)));
    },
  };
}
