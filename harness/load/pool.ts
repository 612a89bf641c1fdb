import type { SentRequest } from "./cohort.ts";
import type { Traffic } from "./exchange.ts";
import type { PacedConnection } from "./paced-connection.ts";
import { createQueue } from "./queue.ts";

/** A request that is due. */
export type Due = { readonly kind: number; readonly sent: SentRequest };

/** A request that was intended and has not ended. */
type Intended = Due & { connection: PacedConnection | null };

/** The connections of an open load, and the requests that are on them or wait for one. */
export type Pool = {
  readonly connections: readonly PacedConnection[];
  /** Each request goes on a connection that is free, drawn at random; where none is, it waits, in order. */
  offer(requests: readonly Due[], atMicros: number): void;
  /** Ends the requests that have run out of time, and says when the oldest of the others was due. */
  expire(): number | undefined;
  /** Closes all connections, with what is on them. */
  destroy(): void;
};

/**
 * Requests put on connections before answers are read and the clock is looked at again, at most. A client that is behind
 * would otherwise do neither until it has caught up, which it may never do: so it goes on, is late, and says by how much.
 */
const mostAtOnce = 64;

/** `connect` makes a connection that calls `onFree` when its request has ended. `nextInt` draws below its bound. */
export function createPool(
  count: number,
  connect: (onFree: () => void) => PacedConnection,
  traffic: Traffic,
  nextInt: (bound: number) => number,
): Pool {
  const { recorder, nowMicros } = traffic;
  const free: PacedConnection[] = [];
  const busy = new Map<PacedConnection, Intended>();
  const unended = new Set<Intended>();
  /** Some of them may have run out of time. */
  const waiting = createQueue<Intended>();
  let soon: NodeJS.Immediate | undefined;

  const connections = Array.from({ length: count }, (): PacedConnection => {
    const connection = connect(() => release(connection));
    return connection;
  });
  free.push(...connections);

  function release(connection: PacedConnection): void {
    const ended = busy.get(connection);
    busy.delete(connection);
    if (ended !== undefined) unended.delete(ended);
    free.push(connection);
    sendSoon();
  }

  function sendSoon(): void {
    if (waiting.isEmpty()) return;
    soon ??= setImmediate(() => {
      soon = undefined;
      sendSome();
    });
  }

  function sendSome(): void {
    for (let left = mostAtOnce; left > 0 && traffic.sending && free.length > 0; left -= 1) {
      const request = longestWaiting();
      if (request === undefined) return;
      put(request, nowMicros());
    }
    if (free.length > 0) sendSoon();
  }

  function longestWaiting(): Intended | undefined {
    for (let request = waiting.take(); request !== undefined; request = waiting.take()) {
      if (unended.has(request)) return request;
    }
    return undefined;
  }

  function put(request: Intended, atMicros: number): void {
    const connection = takeRandom(free, nextInt);
    if (connection === null) throw new RangeError("no connection is free");
    recorder.noticed(request.sent, atMicros);
    request.connection = connection;
    busy.set(connection, request);
    recorder.written(request.sent, atMicros);
    connection.send(request.kind, request.sent);
  }

  return {
    connections,
    offer(requests, atMicros) {
      const intended = requests.map((due): Intended => ({ ...due, connection: null }));
      for (const request of intended) {
        unended.add(request);
        waiting.push(request);
      }
      if (soon === undefined) sendSome();
      // What waits although a connection is free waits for the client.
      if (free.length === 0) for (const { sent } of intended) recorder.noticed(sent, atMicros);
    },
    expire() {
      const atMicros = nowMicros();
      for (const request of unended) {
        if (atMicros - request.sent.sentAtMicros < traffic.timeoutMillis * 1_000) return request.sent.sentAtMicros;
        unended.delete(request);
        if (request.connection !== null) {
          request.connection.giveUp();
          continue;
        }
        recorder.timedOut(request.sent, atMicros);
        traffic.onEnded();
      }
      return undefined;
    },
    destroy() {
      clearImmediate(soon);
      for (const connection of connections) connection.destroy();
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
