import { tracingChannel } from "node:diagnostics_channel";
import { errorMonitor } from "node:events";
import { Server } from "node:net";
import type { ServerSettings } from "../protocol.ts";
import type { Channel } from "./channel.ts";

type ListenOptions = {
  port?: number | string;
  host?: string;
  path?: string;
  fd?: number;
  backlog?: number;
  reusePort?: boolean;
};

/** The server that a message of the tracing channel is about; null when it is not of the expected shape. */
function serverOf(message: unknown): Server | null {
  const hasServer = typeof message === "object" && message !== null && "server" in message;
  return hasServer && message.server instanceof Server ? message.server : null;
}

/** The listen options in a message: only `asyncStart` carries them, and they may be rewritten there. */
function optionsOf(message: unknown): ListenOptions | null {
  const hasOptions = typeof message === "object" && message !== null && "options" in message;
  return hasOptions && typeof message.options === "object" ? message.options : null;
}

/** Sees the server fail to listen, and leaves it to the app what to do about it. */
function reportFailure(server: Server, channel: Channel): void {
  server.once(errorMonitor, (error: Error) => {
    if (server.listening) return;
    const code = "code" in error ? String(error.code) : error.message;
    const address = `127.0.0.1:${channel.port}`;
    channel.send({ type: "problem", problem: { kind: "listen-failed", code, address } });
  });
}

/** Settings that differ between servers would decide the comparison, so every strategy's servers get the same. */
function settle(server: Server, settings: ServerSettings): void {
  if ("keepAliveTimeout" in server) server.keepAliveTimeout = settings.keepAliveTimeoutSeconds * 1000;
  if ("maxRequestsPerSocket" in server) server.maxRequestsPerSocket = settings.maxRequestsPerSocket;
  if ("noDelay" in server) server.noDelay = settings.noDelay;
}

function describe(options: ListenOptions): string {
  if (options.path !== undefined) return `the socket ${options.path.replace("\0", "@")}`;
  return options.fd === undefined ? `port ${options.port}` : `file descriptor ${options.fd}`;
}

/** The server that is measured, and the port that it got; 0 until then. */
type Measured = { readonly server: Server; readonly wanted: string; port: number; isClosed: boolean };

function beginMeasured(server: Server, wanted: string, port: number): Measured {
  const measured = { server, wanted, port, isClosed: false };
  server.once("close", () => {
    measured.isClosed = true;
  });
  return measured;
}

/**
 * Makes the first server that listens do so on the channel's port of 127.0.0.1, whatever the app asked for, and says
 * when it does. A second server is sent to a port of the system's choice and reported. One that follows when the first
 * has closed, which was then a look for a free port or a page to show while the app starts, takes its place and port.
 * Rests on Node's `net.server.listen` tracing channel, whose `asyncStart` precedes the use of the options.
 */
export function redirectListen(channel: Channel): void {
  let first: Measured | null = null;

  tracingChannel("net.server.listen").subscribe({
    asyncStart(message: unknown) {
      const server = serverOf(message);
      const options = optionsOf(message);
      if (server === null || options === null) return;
      const wanted = describe(options);
      if (options.path !== undefined || options.fd !== undefined) {
        // A primary has sockets of its own; the app is in the workers.
        if (channel.role === "worker") {
          channel.send({ type: "problem", problem: { kind: "listened-elsewhere", where: wanted } });
        }
        return;
      }
      if (first === null || first.isClosed) first = beginMeasured(server, wanted, first?.port ?? channel.port);
      const isMeasured = first.server === server;
      if (!isMeasured) {
        channel.send({ type: "problem", problem: { kind: "listened-twice", first: first.wanted, second: wanted } });
      }
      options.port = isMeasured ? first.port : 0;
      options.host = "127.0.0.1";
      options.backlog = channel.settings.backlog;
      // Where the app itself asks for it under another strategy, its port would be open to others' servers.
      options.reusePort = isMeasured && channel.sharesPort;
      settle(server, channel.settings);
      // Not by the tracing channel's own "error", which cluster workers that share a socket do not have.
      reportFailure(server, channel);
    },
    asyncEnd(message: unknown) {
      const server = serverOf(message);
      if (server === null || server !== first?.server) return;
      const address = server.address();
      if (address === null || typeof address !== "object") return;
      first.port = address.port;
      channel.send({ type: "listening", port: address.port });
    },
    error() {},
    start() {},
    end() {},
  });
}
