import { errorMonitor } from "node:events";
import type { Server } from "node:net";
import type { Scheme, ServerSettings } from "../protocol.ts";
import type { Channel } from "./channel.ts";
import { giveWay, isGivenWay } from "./give-way.ts";
import { settleAt, type ListenOptions } from "./listen-options.ts";
import { noteOwnPort } from "./own-ports.ts";
import { poolThreads } from "./pool-threads.ts";
import { watchListen } from "./watch-listen.ts";

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

/** The server that is measured, the port that it asked for, and the one that it got; 0 until then. */
type Measured = {
  readonly server: Server;
  readonly wantedPort: number;
  port: number;
  isClosed: boolean;
};

function beginMeasured(server: Server, wantedPort: number, port: number): Measured {
  const measured = { server, wantedPort, port, isClosed: false };
  server.once("close", () => {
    measured.isClosed = true;
  });
  return measured;
}

/** Lets a server listen where it is in nobody's way: by itself, also in a cluster, on a port of the system's choice. */
function setAside(options: ListenOptions): void {
  settleAt(options, { port: 0, sharing: "none" });
}

/** By what its class has, so that no app loads TLS for it: `tls.Server` is what https and HTTP/2 over TLS build on. */
function schemeOf(server: Server): Scheme {
  return "setSecureContext" in server ? "https" : "http";
}

/** Whether it speaks HTTP/2 and, unless it was made with `allowHTTP1`, which brings HTTP/1's timeouts, nothing else. */
function isHttp2Alone(server: Server): boolean {
  return "updateSettings" in server && !("headersTimeout" in server);
}

/** What it takes of a request's line and headers: its own option, or what Node.js was started with. */
function headLimitOf(server: Server): { readonly maxHeadBytes?: number } {
  if (!("headersTimeout" in server)) return {};
  const own: unknown = "maxHeaderSize" in server ? server.maxHeaderSize : undefined;
  if (typeof own === "number") return { maxHeadBytes: own };
  return { maxHeadBytes: process.getBuiltinModule("node:http").maxHeaderSize };
}

/** Makes the server listen as the strategy needs it. */
function redirect(server: Server, options: ListenOptions, port: number, channel: Channel): void {
  const { settings, sharesPort } = channel;
  settleAt(options, { port, backlog: settings.backlog, sharing: sharesPort ? "system" : "cluster" });
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
 * free port or a page to show while the app starts, takes its place and port. Other servers are set aside, and a second
 * port is reported unless `channel.appPort` says that it may be there, or it is the same service at another address. What
 * listens elsewhere than on a port stays there: it may be beside the one that is measured, or the app's only one.
 */
export function redirectListen(channel: Channel, onListening: () => void): void {
  const { appPort } = channel;
  const wantedPorts = new WeakMap<Server, number>();
  let first: Measured | null = null;

  const isSamePort = (port: number): boolean =>
    first !== null && port !== 0 && (port === first.wantedPort || port === first.port);
  const mayBeMeasured = (port: number): boolean => appPort === null || port === appPort || isSamePort(port);

  watchListen({
    asked(server, options, place) {
      if (place.kind === "nothing") return;
      if (place.kind === "path") {
        if (isGivenWay(place.path)) return;
        channel.send({ type: "listening-aside", wanted: `the socket ${place.path.replace("\0", "@")}` });
        giveWay(server);
        return;
      }
      if (place.kind === "elsewhere") {
        channel.send({ type: "listening-aside", wanted: place.where });
        return;
      }
      const { port } = place;
      const wanted = `port ${port}`;
      wantedPorts.set(server, port);
      if (mayBeMeasured(port) && (first === null || first.isClosed)) {
        first = beginMeasured(server, port, first?.port ?? channel.port);
      }
      if (first?.server === server) {
        redirect(server, options, first.port, channel);
        return;
      }
      if (first !== null && appPort === null && !isSamePort(port)) {
        const problem = { kind: "listened-twice", first: `port ${first.wantedPort}`, second: wanted } as const;
        channel.send({ type: "problem", problem });
      }
      channel.send({ type: "listening-aside", wanted });
      setAside(options);
    },
    listens(server, port) {
      noteOwnPort(wantedPorts.get(server) ?? 0, port);
      if (server !== first?.server) return;
      first.port = port;
      onListening();
      const what = { scheme: schemeOf(server), port, poolThreads: poolThreads(), ...headLimitOf(server) };
      channel.send({ type: "listening", ...what });
    },
  });
}

/**
 * In a cluster's primary the servers that it opens for its workers are where the workers were made to ask for them. Any
 * other, of a module that is preloaded there too, is set aside.
 */
export function setPrimaryAside({ port }: Channel): void {
  const forWorkers = new Set([port]);
  watchListen({
    asked(_server, options, place) {
      if (place.kind !== "port" || (options.host === "127.0.0.1" && forWorkers.has(place.port))) return;
      setAside(options);
    },
    listens(_server, given) {
      forWorkers.add(given);
    },
  });
}
