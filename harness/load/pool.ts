import type { SentRequest } from "./cohort.ts";
import type { Traffic } from "./exchange.ts";
import type { PacedConnection } from "./paced-connection.ts";
import { createQueue, type Queue } from "./queue.ts";

/** A request that is due. */
export type Due = { readonly kind: number; readonly sent: SentRequest };

/** A request that was intended and has not ended. */
type Intended = Due & { connection: PacedConnection | null };

/** The connections of an open load, and the requests that are on them or wait for one. */
export type Pool = {
  readonly connections: readonly PacedConnection[];
  /** Each request goes on a connection that is free, drawn at random; where none is, it waits, in order. */
  offer(requests: readonly Due[]): void;
  /** Ends the requests that have run out of time, and says when the oldest of the others was due. */
  expire(): number | undefined;
  /** Closes all connections, with what is on them. */
  destroy(): void;
};

/**
 * Requests put on free connections before answers are read and the clock is looked at again, at most. A client that is
 * behind would otherwise do neither until it has caught up, which it may never do: so it goes on, is late, and says by
 * how much.
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
  /** Due, and the client has not come to them. Of these and of those that wait, some may have run out of time. */
  const arriving = createQueue<Intended>();
  /** The client has come to them, and found no connection free. */
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
    const next = traffic.sending ? takeUnended(waiting) : undefined;
    if (next === undefined) free.push(connection);
    else put(next, connection);
  }

  function takeUnended(queue: Queue<Intended>): Intended | undefined {
    for (let request = queue.take(); request !== undefined; request = queue.take()) {
      if (unended.has(request)) return request;
    }
    return undefined;
  }

  function put(request: Intended, connection: PacedConnection): void {
    request.connection = connection;
    busy.set(connection, request);
    recorder.written(request.sent, nowMicros());
    connection.send(request.kind, request.sent);
  }

  function comeToSome(): void {
    for (let left = mostAtOnce; left > 0 && traffic.sending;) {
      const request = takeUnended(arriving);
      if (request === undefined) return;
      recorder.noticed(request.sent, nowMicros());
      const connection = takeRandom(free, nextInt);
      if (connection === null) {
        waiting.push(request);
      } else {
        put(request, connection);
        left -= 1;
      }
    }
    if (traffic.sending) soon ??= setImmediate(comeToMore);
  }

  function comeToMore(): void {
    soon = undefined;
    comeToSome();
  }

  return {
    connections,
    offer(requests) {
      for (const due of requests) {
        const request: Intended = { ...due, connection: null };
        unended.add(request);
        arriving.push(request);
      }
      comeToSome();
    },
    expire() {
      const atMicros = nowMicros();
      const expired: Intended[] = [];
      let oldestMicros: number | undefined;
      for (const request of unended) {
        if (atMicros - request.sent.sentAtMicros < traffic.timeoutMillis * 1_000) {
          oldestMicros = request.sent.sentAtMicros;
          break;
        }
        expired.push(request);
      }
      // All first, so that a connection that becomes free takes none of them: each would cost it another socket at once.
      for (const request of expired) unended.delete(request);
      for (const request of expired) {
        if (request.connection !== null) {
          request.connection.giveUp();
          continue;
        }
        recorder.timedOut(request.sent, atMicros);
        traffic.onEnded();
      }
      return oldestMicros;
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
