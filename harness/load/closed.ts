import { isIPv6 } from "node:net";
import { setImmediate as turnOfTheLoop } from "node:timers/promises";

import autocannon from "autocannon";

import type { ClosedLoad } from "../model/index.ts";
import { untilAccepted } from "./accepted.ts";
import { checkedRequest } from "./answer.ts";
import { internalsOf } from "./autocannon-internals.ts";
import { type Connection, takeOver } from "./connection.ts";
import type { Destination } from "./destination.ts";
import type { Traffic } from "./exchange.ts";
import type { LoadJob } from "./job.ts";
import { shuffledDeck } from "./mix.ts";
import type { Recorder } from "./recorder.ts";
import { ignore, type RunningTraffic, untilEnded } from "./running.ts";
import { requestBytes } from "./wire.ts";

/**
 * Begins to send the job's requests over its connections, until stopped.
 * autocannon's rate options are never used (its correction for coordinated omission takes seconds for milliseconds),
 * nor its latencies (whole milliseconds, without what timed out or was pending), nor its `reconnectRate` (it reports
 * no answers).
 */
export async function startClosedTraffic(
  job: LoadJob,
  load: ClosedLoad,
  destination: Destination,
  recorder: Recorder,
  nowMicros: () => number,
): Promise<RunningTraffic> {
  const traffic: Traffic = {
    requests: job.requests.map(checkedRequest),
    recorder,
    perRequest: load.connectionMode === "per-request",
    timeoutMillis: load.timeoutSeconds * 1_000,
    nowMicros,
    held: true,
    sending: true,
    onEnded: ignore,
  };
  const { address, port, tls } = destination;
  const { host } = new URL(destination.origin);
  const wire = job.requests.map((request) => requestBytes(request, host, !traffic.perRequest));
  const weights = job.requests.map((request) => request.weight);
  const connections: Connection[] = [];
  const instance = autocannon({
    ...fixedOptions,
    // The requests have the host that was given.
    url: `${tls === null ? "http" : "https"}://${isIPv6(address) ? `[${address}]` : address}:${port}`,
    connections: load.connections,
    setupClient(client) {
      const deck = shuffledDeck(weights, job.seed + connections.length);
      connections.push(takeOver(internalsOf(client), traffic, wire, deck, { host: address, port, tls }));
    },
  });
  const ended = Promise.resolve(instance).then(ignore);
  // By the next turn it has either failed to start, or runs until it is stopped.
  await Promise.race([ended, turnOfTheLoop()]);
  const socketsOpened = (): number => sum(connections.map((connection) => connection.socketsOpened()));
  if (!traffic.perRequest) await untilAccepted(destination, () => socketsOpened() >= load.connections);
  traffic.held = false;
  const begun = beginSpread(connections, Math.min(job.answerSeconds ?? 0, job.warmupSeconds));
  return {
    begin: (atMicros) => Math.max(atMicros, nowMicros() + 1),
    bytesReceived: () => sum(connections.map((connection) => connection.bytesReceived())),
    socketsOpened,
    until: (condition, capMicros, signal) => untilEnded(traffic, condition, capMicros, signal),
    stopSending() {
      traffic.sending = false;
    },
    async stop() {
      traffic.sending = false;
      for (const timer of begun) clearTimeout(timer);
      for (const connection of connections) connection.destroy();
      await ended;
    },
  };
}

/**
 * Begins the connections one after another, over the time that a response takes, and within the warm-up. Together they would get their slow
 * responses together, and a window would hold one such wave more or less.
 */
function beginSpread(connections: readonly Connection[], seconds: number): readonly NodeJS.Timeout[] {
  return connections.flatMap((connection, index) => {
    const delayMillis = Math.floor((1_000 * seconds * index) / connections.length);
    if (delayMillis > 0) return setTimeout(() => connection.begin(), delayMillis);
    connection.begin();
    return [];
  });
}

const unusedHistogram = {
  __custom: true,
  recordValue: ignore,
  destroy: ignore,
};

const fixedOptions = {
  pipelining: 1,
  /** Seconds; it ends when its connections are destroyed. */
  duration: 1_000_000,
  /** Milliseconds between its looks at whether to end. */
  sampleInt: 50,
  skipAggregateResult: true,
  histograms: { latencies: unusedHistogram, requests: unusedHistogram, throughput: unusedHistogram },
};

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
