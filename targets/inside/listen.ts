import { tracingChannel } from "node:diagnostics_channel";
import { errorMonitor } from "node:events";
import { Server } from "node:net";
import type { Scheme, ServerSettings } from "../protocol.ts";
import type { Channel } from "./channel.ts";
import { poolThreads } from "./pool-threads.ts";

type ListenOptions = {
  port?: number | string;
  host?: string;
  path?: string;
  fd?: number;
  backlog?: number;
  exclusive?: boolean;
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

/** The server that is measured, what it asked for, and the port that it got; 0 until then. */
type Measured = {
  readonly server: Server;
  readonly wanted: string;
  readonly wantedPort: number;
  port: number;
  isClosed: boolean;
};

function beginMeasured(server: Server, options: ListenOptions, port: number): Measured {
  const measured = { server, wanted: describe(options), wantedPort: portIn(options), port, isClosed: false };
  server.once("close", () => {
    measured.isClosed = true;
  });
  return measured;
}

/** The port that the app asks for; 0 when it leaves that to the system. */
function portIn({ port = 0 }: ListenOptions): number {
  return Number(port);
}

/** Lets a server listen where it is in nobody's way: by itself, also in a cluster, on a port of the system's choice. */
function setAside(options: ListenOptions): void {
  options.port = 0;
  options.host = "127.0.0.1";
  options.exclusive = true;
  options.reusePort = false;
}

/** By what its class has, so that no app loads TLS for it: `tls.Server` is what https and HTTP/2 over TLS build on. */
function schemeOf(server: Server): Scheme {
  return "setSecureContext" in server ? "https" : "http";
}

/** Whether it speaks HTTP/2 and, unless it was made with `allowHTTP1`, which brings HTTP/1's timeouts, nothing else. */
function isHttp2Alone(server: Server): boolean {
  return "updateSettings" in server && !("headersTimeout" in server);
}

/** Makes the server listen as the strategy needs it. */
function redirect(server: Server, options: ListenOptions, port: number, channel: Channel): void {
  options.port = port;
  options.host = "127.0.0.1";
  options.backlog = channel.settings.backlog;
  // Where the app itself asks for it under another strategy, its port would be open to others' servers.
  options.reusePort = channel.sharesPort;
  settle(server, channel.settings);
  if (isHttp2Alone(server)) {
    channel.send({ type: "problem", problem: { kind: "speaks-http2", scheme: schemeOf(server) } });
  }
  // Not by the tracing channel's own "error", which cluster workers that share a socket do not have.
  reportFailure(server, channel);
}

/**
 * Makes one server listen on the channel's port of 127.0.0.1, whatever the app asked for, and says when it does: the
 * first, or the first that asks for `channel.appPort`. One that follows when it has closed, which was then a look for a
 * free port or a page to show while the app starts, takes its place and port. Other servers are set aside, and reported
 * unless `channel.appPort` says that they may be there, or they are the same service at another address.
 * Rests on Node's `net.server.listen` tracing channel, whose `asyncStart` precedes the use of the options.
 */
export function redirectListen(channel: Channel, onListening: () => void): void {
  const { appPort } = channel;
  let first: Measured | null = null;

  const isSamePort = (port: number): boolean =>
    first !== null && port !== 0 && (port === first.wantedPort || port === first.port);
  const mayBeMeasured = (port: number): boolean => appPort === null || port === appPort || isSamePort(port);

  tracingChannel("net.server.listen").subscribe({
    asyncStart(message: unknown) {
      const server = serverOf(message);
      const options = optionsOf(message);
      if (server === null || options === null) return;
      const wanted = describe(options);
      const wantedPort = portIn(options);
      if (options.path !== undefined || options.fd !== undefined) {
        // A primary has sockets of its own; the app is in the workers.
        if (channel.role !== "worker") return;
        if (appPort === null) channel.send({ type: "problem", problem: { kind: "listened-elsewhere", where: wanted } });
        else channel.send({ type: "listening-aside", wanted });
        return;
      }
      if (mayBeMeasured(wantedPort) && (first === null || first.isClosed)) {
        first = beginMeasured(server, options, first?.port ?? channel.port);
      }
      if (first?.server === server) {
        redirect(server, options, first.port, channel);
        return;
      }
      if (first !== null && appPort === null && !isSamePort(wantedPort)) {
        channel.send({ type: "problem", problem: { kind: "listened-twice", first: first.wanted, second: wanted } });
      }
      channel.send({ type: "listening-aside", wanted });
      setAside(options);
    },
    asyncEnd(message: unknown) {
      const server = serverOf(message);
      if (server === null || server !== first?.server) return;
      const address = server.address();
      if (address === null || typeof address !== "object") return;
      first.port = address.port;
      onListening();
      channel.send({ type: "listening", scheme: schemeOf(server), port: address.port, poolThreads: poolThreads() });
    },
    error() {},
    start() {},
    end() {},
  });
}
