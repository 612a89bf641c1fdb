/* oxlint-disable no-underscore-dangle -- autocannon's names */
import type { ClientInternals, EndedRequest } from "./autocannon-internals.ts";
import {
  addToBody,
  beginExchange,
  type ConnectionState,
  endAnswer,
  endBodyAtClose,
  endLost,
  leaveSocket,
  newState,
  openedEvent,
  takeHead,
  type Traffic,
} from "./exchange.ts";
import { type Address, openSocket } from "./socket.ts";

/** Before a target that answered nothing is tried again: a dead target must not make a busy loop. */
const pauseMillis = 10;

/** How long a server that announced to close is waited for. */
const closingMillis = 100;

/** One of the concurrent connections, over all the sockets that it goes through. */
export type Connection = {
  /** Sends the first request, which was held back. */
  begin(): void;
  bytesReceived(): number;
  socketsOpened(): number;
  destroy(): void;
};

/**
 * Takes over the timing, the counting and the error handling of an autocannon client, from within `setupClient`.
 * The parsing and the timeout stay autocannon's. Replaced is what 9.0.0 gets wrong: it does not say where an empty body
 * ends, and asks for every connection to be kept; after a connection breaks, it credits the next answer to the request
 * that was lost; an error that follows an end leaves it with two sockets; it sends on connections that the server
 * announced to close; it calls on a dead target without pause; it takes any certificate; and it takes new memory for
 * all that it reads.
 *
 * `wire` are the requests by kind, `deck` is the sequence of kinds that the connection repeats.
 */
export function takeOver(
  client: ClientInternals,
  traffic: Traffic,
  wire: readonly Buffer[],
  deck: readonly number[],
  address: Address,
): Connection {
  const state = newState(traffic, {
    readsToClose: () => client.parser.state === "BODY_RAW",
    finish: () => client.parser.finish(),
    reinitialize: (type) => client.parser.reinitialize(type),
  });
  client.timeout = traffic.timeoutMillis;
  replaceQueue(client, state, replaceRequests(client, wire, deck));
  replaceSending(client, state);
  replaceConnecting(client, state, address);
  return {
    begin: () => client._doRequest(),
    bytesReceived: () => state.bytesOfClosedSockets + (state.socket?.bytesRead ?? 0),
    socketsOpened: () => state.socketsOpened,
    destroy: () => client.destroy(),
  };
}

/** Lets the client go through the deck; returns the kind that it is at. */
function replaceRequests(client: ClientInternals, wire: readonly Buffer[], deck: readonly number[]): () => number {
  const iterator = client.requestIterator;
  const built = wire.map((requestBuffer) => ({ requestBuffer }));
  let position = 0;
  const currentKind = (): number => deck[position] ?? 0;
  const select = (): (typeof iterator)["currentRequest"] => {
    iterator.currentRequest = built[currentKind()] ?? iterator.currentRequest;
    return iterator.currentRequest;
  };
  select();
  iterator.nextRequest = () => {
    position = position + 1 === deck.length ? 0 : position + 1;
    return select();
  };
  return currentKind;
}

/** autocannon's queue of what is pending is told of everything that matters, at the right moments. */
function replaceQueue(client: ClientInternals, state: ConnectionState, currentKind: () => number): void {
  const { traffic } = state;
  client.pipelinedRequests = {
    insertRequest() {
      const kind = currentKind();
      const request = traffic.requests[kind];
      if (request === undefined) return;
      beginExchange(state, { request, sent: traffic.recorder.requestSent(kind, traffic.nowMicros()) });
    },
    addByteCount() {
      // The socket counts the bytes.
    },
    setHeaders(head) {
      if (!takeHead(state, head)) return;
      client.parser.isChunked = false;
      client.parser.body_bytes = 0;
    },
    addBody: (chunk) => addToBody(state, chunk),
    terminateRequest() {
      endAnswer(state);
      return forStatisticsNotUsed;
    },
    clear() {
      // A client that is not destroyed drops what is pending at one occasion: the timeout.
      state.timedOut = !client.destroyed;
    },
  };
}

const forStatisticsNotUsed: EndedRequest = {
  req: undefined,
  bytes: 0,
  body: "",
  duration: 0,
  headers: { statusCode: 200, headers: [] },
};

/**
 * autocannon calls `_doRequest` when a socket is begun and after each answer. A server that announced to close is left
 * to close: whoever closes first keeps the pair of ports for a while (TIME_WAIT), and a client that did so would use up
 * the ports of the machine, at 14,000 connections a second on Linux, and measure their number.
 */
function replaceSending(client: ClientInternals, state: ConnectionState): void {
  const { traffic } = state;
  const send = client._doRequest.bind(client);
  client._doRequest = () => {
    if (!traffic.sending || traffic.held || state.pending !== null || state.opening) return;
    if (!state.leaving) {
      send();
      return;
    }
    if (!state.keepAlive) {
      state.closing ??= setTimeout(() => client._connect(), closingMillis);
      return;
    }
    state.opening = true;
    // Not at once: the parser is still busy with the old socket's bytes, and might take them for the next answer.
    process.nextTick(() => {
      state.opening = false;
      client._connect();
    });
  };
}

/** autocannon calls `_connect` at the start, and when a socket has ended, failed or timed out. */
function replaceConnecting(client: ClientInternals, state: ConnectionState, address: Address): void {
  const { traffic } = state;
  const open = (): void => {
    state.opening = false;
    if (client.destroyed || !traffic.sending) return;
    state.answered = false;
    state.leaving = false;
    state.timedOut = false;
    state.error = null;
    const lose = (error: Error | null): void => {
      if (client.destroyed || state.socket !== socket) return;
      state.error = error;
      client._connect();
    };
    const socket = openSocket(address, (bytes) => {
      if (state.socket !== socket) return;
      const outcome = client.parser.execute(bytes);
      if (typeof outcome !== "number") lose(outcome);
    });
    client.conn = socket;
    state.socket = socket;
    socket.once(openedEvent(socket), () => {
      state.socketsOpened += 1;
    });
    socket.on("error", lose);
    socket.on("end", () => lose(null));
    client._doRequest();
  };
  client._connect = () => {
    // Such an answer leaves nobody to wait for: the server has closed already.
    endBodyAtClose(state);
    const pause = (state.pending !== null || traffic.held) && !state.answered && !state.timedOut;
    endLost(state);
    leaveSocket(state);
    if (state.opening) return;
    state.opening = pause;
    if (pause) setTimeout(open, pauseMillis);
    else open();
  };
}
