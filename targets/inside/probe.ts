import { subscribe } from "node:diagnostics_channel";
import { readFileSync, stat } from "node:fs";
import { ServerResponse } from "node:http";
import { Server, Socket } from "node:net";
import { createHistogram, monitorEventLoopDelay, performance, PerformanceObserver } from "node:perf_hooks";
import { getHeapStatistics } from "node:v8";
import { threadId } from "node:worker_threads";
import type { ProbeSample, ToInside } from "../protocol.ts";
import type { Channel } from "./channel.ts";
import { isOwnRequest, markOwn } from "./own-requests.ts";

/** Resolution of the event-loop delay timer. What it records includes this interval, so it is taken off again. */
const delayResolutionMillis = 10;

/** CPU time of this thread. Runtimes before 22.19 do not tell it: Linux does, and elsewhere the process's stands in. */
function cpuMicros(): number {
  const usage = typeof process.threadCpuUsage === "function" ? process.threadCpuUsage() : null;
  if (usage !== null) return usage.user + usage.system;
  try {
    const [nanos = ""] = readFileSync("/proc/thread-self/schedstat", "utf8").split(" ");
    return Math.round(Number(nanos) / 1000);
  } catch {
    const { user, system } = process.cpuUsage();
    return user + system;
  }
}

/**
 * The resident set. Reading it takes a file descriptor, and a process that serves may have none left: then its largest
 * until now stands in.
 */
function rssBytes(): number {
  try {
    return process.memoryUsage.rss();
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}

/** How often a trivial piece of work is put into libuv's pool, one at a time. */
const poolIntervalMillis = 50;

/**
 * Asks libuv's pool for next to nothing now and then, and records how long the event loop idled meanwhile: it had nothing
 * else to do than to wait for a thread. What keeps the loop itself from taking the answer is no wait for the pool.
 * Not before the first reset: whoever uses the pool first settles how many threads it has, which is the app's to say.
 */
function watchPool(): { readonly medianMicros: () => number; readonly reset: () => void } {
  const waits = createHistogram();
  let isAsking = false;
  let timer: NodeJS.Timeout | null = null;
  const ask = (): void => {
    if (isAsking) return;
    isAsking = true;
    const idleBefore = performance.eventLoopUtilization().idle;
    stat("/", () => {
      isAsking = false;
      const idleMillis = performance.eventLoopUtilization().idle - idleBefore;
      waits.record(Math.max(1, Math.round(idleMillis * 1000)));
    });
  };
  return {
    medianMicros: () => (waits.count === 0 ? 0 : waits.percentile(50)),
    reset: () => {
      waits.reset();
      timer ??= setInterval(ask, poolIntervalMillis).unref();
    },
  };
}

/** The socket of a message of Node's `net.server.socket` channel, and the server that accepted it. */
function acceptedBy(message: unknown): { readonly socket: Socket; readonly server: Server } | null {
  const socket = typeof message === "object" && message !== null && "socket" in message ? message.socket : null;
  if (!(socket instanceof Socket) || !("server" in socket) || !(socket.server instanceof Server)) return null;
  return { socket, server: socket.server };
}

/** Whether a message of Node's `http.server.*` channels is about a response with a status of 5xx. */
function isServerError(message: unknown): boolean {
  const response = typeof message === "object" && message !== null && "response" in message ? message.response : null;
  return response instanceof ServerResponse && response.statusCode >= 500;
}

async function countOpen(servers: Iterable<Server>): Promise<number> {
  const counts = await Promise.all(
    [...servers].map(
      (server) => new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count ?? 0))),
    ),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/**
 * Counts requests and connections through the `http.server.*` and `net.server.socket` diagnostics channels, watches the event loop,
 * garbage collection and libuv's pool and memory, and answers the host's requests for a sample. Sends nothing unasked.
 */
export function startProbe(channel: Channel): void {
  let requestsStarted = 0;
  let requestsFinished = 0;
  let serverErrors = 0;
  let connectionsAccepted = 0;
  const servers = new Set<Server>();
  const pool = watchPool();
  let gcMicros = 0;
  let gcCount = 0;
  subscribe("http.server.request.start", (message) => {
    if (!isOwnRequest(message)) requestsStarted++;
  });
  subscribe("http.server.response.finish", (message) => {
    if (isOwnRequest(message)) return;
    requestsFinished++;
    if (isServerError(message)) serverErrors++;
  });
  subscribe("net.server.socket", (message) => {
    const accepted = acceptedBy(message);
    if (accepted === null) return;
    servers.add(accepted.server);
    if (!markOwn(accepted.socket)) connectionsAccepted++;
  });

  const delay = monitorEventLoopDelay({ resolution: delayResolutionMillis });
  delay.enable();
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      gcMicros += entry.duration * 1000;
      gcCount++;
    }
  }).observe({ entryTypes: ["gc"] });

  const delayMicros = (nanos: number): number => Math.max(0, nanos / 1000 - delayResolutionMillis * 1000);
  const sample = (connectionsOpen: number): ProbeSample => {
    const loop = performance.eventLoopUtilization();
    const heap = getHeapStatistics();
    return {
      pid: process.pid,
      threadId,
      systemThreadId: channel.systemThreadId,
      role: channel.role,
      serves: channel.serves,
      atMicros: Number(process.hrtime.bigint() / 1_000n),
      requestsStarted,
      requestsFinished,
      serverErrors,
      connectionsOpen,
      connectionsAccepted,
      cpuMicros: cpuMicros(),
      poolWaitP50Micros: pool.medianMicros(),
      rssBytes: rssBytes(),
      heapUsedBytes: heap.used_heap_size,
      externalBytes: heap.external_memory,
      gcMicros,
      gcCount,
      loopActiveMillis: loop.active,
      loopIdleMillis: loop.idle,
      delayP50Micros: delay.count === 0 ? 0 : delayMicros(delay.percentile(50)),
      delayP99Micros: delay.count === 0 ? 0 : delayMicros(delay.percentile(99)),
      delayMaxMicros: delay.count === 0 ? 0 : delayMicros(delay.max),
    };
  };

  const answer = async ({ id, resetDelay }: ToInside): Promise<void> => {
    channel.send({ type: "sample", id, sample: sample(await countOpen(servers)) });
    if (!resetDelay) return;
    delay.reset();
    pool.reset();
  };
  channel.onMessage((message) => {
    void answer(message);
  });
}
