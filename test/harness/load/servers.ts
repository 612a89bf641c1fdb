import { readFileSync } from "node:fs";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { createServer as createNetServer, type Server, type Socket } from "node:net";
import type { TestContext } from "node:test";

import type { LoadJob } from "../../../harness/load/job.ts";
import { mergeLoads } from "../../../harness/load/merge.ts";
import { type LoadHooks, runLoad } from "../../../harness/load/run-load.ts";
import type { ClosedLoad, LoadResult, OpenLoad, RequestKind } from "../../../harness/model/index.ts";

export type TestServer = {
  readonly url: string;
  /** Sockets accepted so far. */
  accepted(): number;
  /** The most sockets that were open at once. */
  mostOpen(): number;
  /** Stops listening and resets every connection. */
  die(): void;
};

/** An HTTP server for the length of the test. */
export async function serveHttp(t: TestContext, listener: RequestListener): Promise<TestServer> {
  return listen(t, createHttpServer(listener));
}

function identityFile(name: string): Buffer {
  return readFileSync(new URL(`../../apps/tls/${name}.pem`, import.meta.url));
}

/** The same over TLS, with a certificate that nobody has signed. */
export async function serveHttps(t: TestContext, listener: RequestListener): Promise<TestServer> {
  const identity = { key: identityFile("key"), cert: identityFile("certificate") };
  const server = await listen(t, createHttpsServer(identity, listener));
  return { ...server, url: server.url.replace("http:", "https:") };
}

/** A server of raw text: called with each request's text, however badly it wants to answer. */
export async function serveRaw(t: TestContext, answer: (socket: Socket, request: string) => void): Promise<TestServer> {
  const server = createNetServer((socket) => {
    socket.setEncoding("latin1").on("data", (text: string) => answer(socket, text));
    socket.on("error", () => socket.destroy());
  });
  return listen(t, server);
}

async function listen(t: TestContext, server: Server): Promise<TestServer> {
  const sockets = new Set<Socket>();
  let accepted = 0;
  let mostOpen = 0;
  server.on("connection", (socket: Socket) => {
    accepted += 1;
    sockets.add(socket);
    mostOpen = Math.max(mostOpen, sockets.size);
    socket.once("close", () => sockets.delete(socket));
  });
  const die = (): void => {
    server.close();
    // libuv resets no socket that is being shut down, and Node.js then neither closes it nor ever exits.
    for (const socket of sockets) {
      if (socket.writableEnded) socket.destroy();
      else socket.resetAndDestroy();
    }
  };
  t.after(die);
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server has no port");
  return { url: `http://127.0.0.1:${address.port}`, accepted: () => accepted, mostOpen: () => mostOpen, die };
}

/** A whole answer over a raw socket. */
export function plainAnswer(body: string): string {
  return `HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

export function get(path: string, changes: Partial<RequestKind> = {}): RequestKind {
  return { name: path, weight: 1, method: "GET", path, headers: {}, expect: {}, ...changes };
}

export type JobChanges = Partial<Omit<LoadJob, "load" | "url">> & { readonly load?: Partial<ClosedLoad> };

/** Four connections for half a second, without warm-up. */
export function jobOn(server: Pick<TestServer, "url">, changes: JobChanges = {}): LoadJob {
  const { load, ...rest } = changes;
  return {
    url: server.url,
    requests: [get("/")],
    warmupSeconds: 0,
    measuredSeconds: 0.5,
    seed: 1,
    ...rest,
    load: { kind: "closed", connections: 4, connectionMode: "keep-alive", timeoutSeconds: 2, ...load },
  };
}

/** The load begins at once. */
export const noHooks: LoadHooks = {
  onReady: async () => process.hrtime.bigint(),
  onWindowStart: () => {},
  onWindowEnd: () => {},
  onDrained: async () => {},
};

export async function putLoad(
  server: Pick<TestServer, "url">,
  changes: JobChanges = {},
  hooks: Partial<LoadHooks> = {},
): Promise<LoadResult> {
  return mergeLoads([await runLoad(jobOn(server, changes), { ...noHooks, ...hooks })]);
}

/** 200 requests a second for half a second, in an open loop over at most 32 connections. */
export async function putOpenLoad(
  server: Pick<TestServer, "url">,
  changes: Partial<Omit<LoadJob, "load" | "url">> & { readonly load?: Partial<OpenLoad> } = {},
  hooks: Partial<LoadHooks> = {},
): Promise<LoadResult> {
  const load: OpenLoad = {
    kind: "open",
    arrivals: "poisson",
    profile: [{ seconds: 0, rate: 200 }],
    connections: 32,
    connectionMode: "keep-alive",
    timeoutSeconds: 2,
    ...changes.load,
  };
  return mergeLoads([await runLoad({ ...jobOn(server), ...changes, load }, { ...noHooks, ...hooks })]);
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
