/* oxlint-disable no-underscore-dangle -- autocannon's names */
import type { Socket } from "node:net";

import type { RequestKind } from "../model/index.ts";
import { describeAnswer, wrongness } from "./answer.ts";
import type { ClientInternals, EndedRequest } from "./autocannon-internals.ts";
import type { SentRequest } from "./cohort.ts";
import { describeLoss, lossKind } from "./loss.ts";
import type { Recorder } from "./recorder.ts";

/** Before a target that answered nothing is tried again: a dead target must not make a busy loop. */
const pauseMillis = 10;

/** What all the connections of a load share. */
export type Traffic = {
  readonly requests: readonly RequestKind[];
  readonly recorder: Recorder;
  /** A new socket for every request. */
  readonly perRequest: boolean;
  readonly timeoutMillis: number;
  /** µs on a monotonic clock. */
  readonly nowMicros: () => number;
  /** Once false, no request and no socket is begun. */
  sending: boolean;
  /** Called after each request that ends. */
  onEnded: () => void;
};

/** One of the concurrent connections, over all the sockets that it goes through. */
export type Connection = {
  bytesReceived(): number;
  socketsOpened(): number;
  destroy(): void;
};

type Pending = { readonly sent: SentRequest; readonly request: RequestKind };

type State = {
  readonly client: ClientInternals;
  readonly traffic: Traffic;
  socket: Socket | null;
  pending: Pending | null;
  status: number;
  body: Buffer[];
  /** As the answer's head says; false means that the server will close. */
  keepAlive: boolean;
  /** Some request was answered on the present socket. */
  answered: boolean;
  /** The present socket takes no further request. */
  leaving: boolean;
  /** A new socket will be opened shortly. */
  opening: boolean;
  timedOut: boolean;
  error: Error | null;
  bytesOfClosedSockets: number;
  socketsOpened: number;
};

/**
 * Takes over the timing, the counting and the error handling of an autocannon client, from within `setupClient`.
 * The sockets, the writing, the parsing and the timeout stay autocannon's. Replaced is what 9.0.0 gets wrong: after a
 * connection breaks, it credits the next answer to the request that was lost; an error that follows an end leaves it
 * with two sockets; it sends on connections that the server announced to close; and it calls on a dead target
 * without pause.
 *
 * `deck` is the sequence of request kinds that the connection repeats.
 */
export function takeOver(client: ClientInternals, traffic: Traffic, deck: readonly number[]): Connection {
  const state: State = {
    client,
    traffic,
    socket: null,
    pending: null,
    status: 0,
    body: [],
    keepAlive: true,
    answered: false,
    leaving: false,
    opening: false,
    timedOut: false,
    error: null,
    bytesOfClosedSockets: 0,
    socketsOpened: 0,
  };
  client.timeout = traffic.timeoutMillis;
  replaceQueue(state, replaceRequests(state, deck));
  replaceSending(state);
  replaceConnecting(state);
  return {
    bytesReceived: () => state.bytesOfClosedSockets + (state.socket?.bytesRead ?? 0),
    socketsOpened: () => state.socketsOpened,
    destroy: () => client.destroy(),
  };
}

/** Lets the client go through the deck; returns the kind that it is at. */
function replaceRequests({ client }: State, deck: readonly number[]): () => number {
  const iterator = client.requestIterator;
  const built = iterator.requests;
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
function replaceQueue(state: State, currentKind: () => number): void {
  const { client, traffic } = state;
  client.pipelinedRequests = {
    insertRequest() {
      const kind = currentKind();
      const request = traffic.requests[kind];
      if (request === undefined) return;
      state.body = [];
      state.pending = { request, sent: traffic.recorder.requestSent(kind, traffic.nowMicros()) };
    },
    addByteCount() {
      // The socket counts the bytes.
    },
    setHeaders(head) {
      state.status = head.statusCode;
      state.keepAlive = head.shouldKeepAlive;
      // The parser does not know what was asked, and would wait for the body that HEAD never gets.
      if (state.pending?.request.method === "HEAD") {
        client.parser.isChunked = false;
        client.parser.body_bytes = 0;
      }
    },
    addBody(chunk) {
      state.body.push(chunk);
    },
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

function endAnswer(state: State): void {
  const { pending, traffic, status, body } = state;
  const interim = status < 200 && status !== 101;
  // Nothing is pending when a server says more than it was asked.
  if (pending === null || interim) return;
  const atMicros = traffic.nowMicros();
  const { sent, request } = pending;
  const wrong = wrongness(request.expect, status, body);
  if (wrong === null) traffic.recorder.completed(sent, atMicros);
  else traffic.recorder.failed(sent, atMicros, wrong, () => describeAnswer(request, status, body));
  state.pending = null;
  state.answered = true;
  state.leaving = traffic.perRequest || !state.keepAlive;
  traffic.onEnded();
}

/** autocannon calls `_doRequest` when a socket is begun and after each answer. */
function replaceSending(state: State): void {
  const { client, traffic } = state;
  const send = client._doRequest.bind(client);
  client._doRequest = () => {
    if (!traffic.sending || state.pending !== null || state.opening) return;
    if (!state.leaving) {
      send();
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
function replaceConnecting(state: State): void {
  const { client, traffic } = state;
  const connect = client._connect.bind(client);
  const parse = client.parser.execute.bind(client.parser);
  const open = (): void => {
    state.opening = false;
    if (client.destroyed || !traffic.sending) return;
    state.answered = false;
    state.leaving = false;
    state.timedOut = false;
    state.error = null;
    connect();
    state.socket = client.conn ?? null;
    state.socket?.once("connect", () => {
      state.socketsOpened += 1;
    });
  };
  client._connect = () => {
    if (endBodyAtClose(state)) return;
    const pause = state.pending !== null && !state.answered && !state.timedOut;
    endLost(state);
    leaveSocket(state);
    if (state.opening) return;
    state.opening = pause;
    if (pause) setTimeout(open, pauseMillis);
    else open();
  };
  client.parser.execute = (chunk) => {
    const outcome = parse(chunk);
    if (!(outcome instanceof Error)) return outcome;
    state.error = outcome;
    client._connect();
    return outcome;
  };
  client.on("connError", (error: Error) => {
    state.error = error;
  });
}

/** An answer without a length is complete when its connection closes, which autocannon does not tell its parser. */
function endBodyAtClose({ client, pending, timedOut, error }: State): boolean {
  if (pending === null || timedOut || error !== null || client.parser.state !== "BODY_RAW") return false;
  client.parser.finish();
  return true;
}

function endLost(state: State): void {
  const { pending, traffic, error } = state;
  if (pending === null) return;
  const { sent, request } = pending;
  const atMicros = traffic.nowMicros();
  if (state.timedOut) traffic.recorder.timedOut(sent, atMicros);
  else traffic.recorder.failed(sent, atMicros, lossKind(error), () => describeLoss(request, error));
  state.pending = null;
  traffic.onEnded();
}

/** Leaves nothing of a socket behind: no listener, no half-read answer. */
function leaveSocket(state: State): void {
  const { client, socket } = state;
  client.parser.reinitialize("RESPONSE");
  if (socket === null) return;
  state.socket = null;
  state.bytesOfClosedSockets += socket.bytesRead;
  for (const event of ["data", "end", "error"]) socket.removeAllListeners(event);
  socket.on("error", () => {
    // Of no interest any more, but without a listener it would end the process.
  });
  socket.destroy();
}
