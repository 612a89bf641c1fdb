import type { OpenLoad } from "../model/index.ts";
import { makeRandom } from "../stats/random.ts";
import { untilAccepted } from "./accepted.ts";
import { checkedRequest } from "./answer.ts";
import { makeArrivals, type ArrivalPlan } from "./arrivals.ts";
import type { Destination } from "./destination.ts";
import type { Traffic } from "./exchange.ts";
import type { LoadJob } from "./job.ts";
import { startMetronome } from "./metronome.ts";
import { shuffledDeck } from "./mix.ts";
import { createPacedConnection } from "./paced-connection.ts";
import { createPool, type Due } from "./pool.ts";
import type { Recorder } from "./recorder.ts";
import { ignore, type RunningTraffic, untilEnded } from "./running.ts";
import { requestBytes } from "./wire.ts";

/** Requests that are taken up in one turn of the loop: where they take longer than their times are apart, turns would grow. */
const mostAtOnce = 10_000;

/**
 * Sends requests at their intended times, whatever becomes of the earlier ones (open loop): each on a connection of
 * the pool that is free, drawn at random, as users are; or, if none is, on the first that becomes free, in the order in
 * which they were intended. A request's latency counts from its intended time, and so does its timeout.
 */
export async function startOpenTraffic(
  job: LoadJob,
  load: OpenLoad,
  destination: Destination,
  recorder: Recorder,
  nowMicros: () => number,
): Promise<RunningTraffic> {
  const { host } = new URL(destination.origin);
  const address = { host: destination.address, port: destination.port, tls: destination.tls };
  const traffic: Traffic = {
    requests: job.requests.map(checkedRequest),
    recorder,
    perRequest: load.connectionMode === "per-request",
    timeoutMillis: load.timeoutSeconds * 1_000,
    nowMicros,
    held: false,
    sending: true,
    onEnded: ignore,
  };
  const wire = job.requests.map((request) => requestBytes(request, host, !traffic.perRequest));
  const plan: ArrivalPlan = {
    process: load.arrivals,
    profile: load.profile,
    warmupSeconds: job.warmupSeconds,
    seed: job.seed,
    ...(job.share === undefined ? {} : { share: job.share }),
  };
  const { index, of } = job.share ?? { index: 0, of: 1 };
  const deck = shuffledDeck(
    job.requests.map(({ weight }) => weight),
    job.seed + 1,
  );
  const random = makeRandom(job.seed + 2 + index);
  const nextArrival = makeArrivals(plan);
  let startMicros = Infinity;
  let dueMicros = Infinity;
  /** The place in the deck follows from the arrival's number, so that the mix is that of one generator. */
  let position = index % deck.length;

  const pool = createPool(
    load.connections,
    (onFree) => createPacedConnection(address, wire, traffic, onFree),
    traffic,
    random.nextInt,
  );
  const { connections } = pool;
  let expiry: NodeJS.Timeout | undefined;
  let rest: NodeJS.Immediate | undefined;
  let isWindowSent = false;

  /** Where more are due than `most`, the rest follows in a later turn of the loop, so that all else comes to its turn. */
  function sendDue(most: number): void {
    const atMicros = nowMicros();
    const due: Due[] = [];
    while (dueMicros <= atMicros && traffic.sending && due.length < most) {
      const kind = deck[position] ?? 0;
      position = (position + of) % deck.length;
      due.push({ kind, sent: recorder.requestDue(kind, dueMicros) });
      dueMicros = startMicros + Math.round(nextArrival() * 1_000_000);
    }
    pool.offer(due);
    expiry ??= expireLater();
    if (dueMicros <= atMicros && traffic.sending) rest ??= setImmediate(sendRest);
  }

  function sendRest(): void {
    rest = undefined;
    sendDue(mostAtOnce);
  }

  /** All have the same time to end, so that the oldest runs out first. */
  function expireLater(): NodeJS.Timeout | undefined {
    const oldestMicros = pool.expire();
    if (oldestMicros === undefined) return undefined;
    const leftMillis = traffic.timeoutMillis - (nowMicros() - oldestMicros) / 1_000;
    return setTimeout(
      () => {
        expiry = expireLater();
      },
      Math.max(1, leftMillis),
    );
  }

  const metronome = await startMetronome(plan, nowMicros, () => {
    // A client that is behind comes to it in a later turn: of beats, hundreds may be told in one.
    if (rest === undefined) sendDue(mostAtOnce);
  });
  const socketsOpened = (): number => sum(connections.map((connection) => connection.socketsOpened()));
  if (!traffic.perRequest) {
    for (const connection of connections) connection.open();
    await untilAccepted(destination, () => socketsOpened() >= connections.length);
  }

  return {
    begin(atMicros) {
      startMicros = atMicros;
      dueMicros = startMicros + Math.round(nextArrival() * 1_000_000);
      metronome.begin(startMicros);
      return startMicros;
    },
    bytesReceived: () => sum(connections.map((connection) => connection.bytesReceived())),
    socketsOpened,
    until(condition, capMicros, signal) {
      // What was due by the end of the window is part of the load, also where this client is late with it.
      sendDue(isWindowSent ? mostAtOnce : Infinity);
      isWindowSent = true;
      return untilEnded(traffic, condition, capMicros, signal);
    },
    stopSending() {
      traffic.sending = false;
    },
    async stop() {
      traffic.sending = false;
      clearTimeout(expiry);
      clearImmediate(rest);
      pool.destroy();
      await metronome.stop();
    },
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
