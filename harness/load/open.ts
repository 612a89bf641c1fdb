import type { OpenLoad } from "../model/index.ts";
import { makeRandom } from "../stats/random.ts";
import { untilAccepted } from "./accepted.ts";
import { checkedRequest } from "./answer.ts";
import { makeArrivals, type ArrivalPlan } from "./arrivals.ts";
import type { SentRequest } from "./cohort.ts";
import type { Destination } from "./destination.ts";
import type { Traffic } from "./exchange.ts";
import type { LoadJob } from "./job.ts";
import { startMetronome } from "./metronome.ts";
import { shuffledDeck } from "./mix.ts";
import { createPacedConnection, type PacedConnection } from "./paced-connection.ts";
import type { Recorder } from "./recorder.ts";
import { ignore, type RunningTraffic, untilEnded } from "./running.ts";
import { requestBytes } from "./wire.ts";

/** A request that was intended and has not ended. */
type Intended = { readonly kind: number; readonly sent: SentRequest; connection: PacedConnection | null };

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

  const free: PacedConnection[] = [];
  const busy = new Map<PacedConnection, Intended>();
  const waiting = new Set<Intended>();
  const unended = new Set<Intended>();
  let expiry: NodeJS.Timeout | undefined;

  const connections = Array.from({ length: load.connections }, (): PacedConnection => {
    const connection = createPacedConnection(address, wire, traffic, () => release(connection));
    return connection;
  });
  free.push(...connections);

  function release(connection: PacedConnection): void {
    const ended = busy.get(connection);
    busy.delete(connection);
    if (ended !== undefined) unended.delete(ended);
    const [next] = waiting;
    if (next === undefined || !traffic.sending) {
      free.push(connection);
      return;
    }
    waiting.delete(next);
    put(next, connection);
  }

  function put(request: Intended, connection: PacedConnection): void {
    request.connection = connection;
    busy.set(connection, request);
    recorder.written(request.sent, nowMicros());
    connection.send(request.kind, request.sent);
  }

  function sendDue(): void {
    const atMicros = nowMicros();
    while (dueMicros <= atMicros && traffic.sending) {
      const kind = deck[position] ?? 0;
      position = (position + of) % deck.length;
      const request: Intended = { kind, sent: recorder.requestSent(kind, dueMicros), connection: null };
      recorder.noticed(request.sent, atMicros);
      unended.add(request);
      const connection = takeRandom(free, random.nextInt);
      if (connection === null) waiting.add(request);
      else put(request, connection);
      dueMicros = startMicros + Math.round(nextArrival() * 1_000_000);
    }
    expiry ??= expireLater();
  }

  /** All have the same time to end, so that the oldest runs out first. */
  function expireLater(): NodeJS.Timeout | undefined {
    const [oldest] = unended;
    if (oldest === undefined) return undefined;
    const leftMillis = traffic.timeoutMillis - (nowMicros() - oldest.sent.sentAtMicros) / 1_000;
    return setTimeout(
      () => {
        expiry = undefined;
        expire();
        expiry = expireLater();
      },
      Math.max(1, leftMillis),
    );
  }

  function expire(): void {
    const atMicros = nowMicros();
    for (const request of unended) {
      if (atMicros - request.sent.sentAtMicros < traffic.timeoutMillis * 1_000) return;
      unended.delete(request);
      if (request.connection !== null) {
        request.connection.giveUp();
        continue;
      }
      waiting.delete(request);
      recorder.timedOut(request.sent, atMicros);
      traffic.onEnded();
    }
  }

  const metronome = await startMetronome(plan, nowMicros, sendDue);
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
    until: (condition, capMicros, signal) => untilEnded(traffic, condition, capMicros, signal),
    stopSending() {
      traffic.sending = false;
    },
    async stop() {
      traffic.sending = false;
      clearTimeout(expiry);
      for (const connection of connections) connection.destroy();
      await metronome.stop();
    },
  };
}

/** Takes one of the items out, each equally likely; null when there is none. */
function takeRandom<Item>(items: Item[], nextInt: (bound: number) => number): Item | null {
  if (items.length === 0) return null;
  const index = nextInt(items.length);
  const item = items[index];
  const last = items.pop();
  if (item === undefined || last === undefined) return null;
  if (index < items.length) items[index] = last;
  return item;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
