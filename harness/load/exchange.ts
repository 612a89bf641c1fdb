import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";

import { type CheckedRequest, describeAnswer, takeBody, wrongness } from "./answer.ts";
import { type Body, createBody } from "./body.ts";
import type { SentRequest } from "./cohort.ts";
import { describeLoss, lossKind } from "./loss.ts";
import type { Recorder } from "./recorder.ts";

/** What all the connections of a load share. */
export type Traffic = {
  /** By index of kind. */
  readonly requests: readonly CheckedRequest[];
  readonly recorder: Recorder;
  /** A new socket for every request. */
  readonly perRequest: boolean;
  readonly timeoutMillis: number;
  /** µs on a monotonic clock. */
  readonly nowMicros: () => number;
  /** While true, sockets are opened and no request is sent. */
  held: boolean;
  /** Once false, no request and no socket is begun. */
  sending: boolean;
  /** Called after each request that ends. */
  onEnded: () => void;
};

type Pending = { readonly sent: SentRequest; readonly request: CheckedRequest };

/** What is used of http-parser-js. */
export type AnswerParser = {
  /** Whether it is in an answer that ends where its connection does. */
  readonly readsToClose: () => boolean;
  /** No more bytes will come. */
  readonly finish: () => unknown;
  readonly reinitialize: (type: "RESPONSE") => unknown;
};

/** Where a connection is in its exchange of requests and answers. */
export type ConnectionState = {
  readonly parser: AnswerParser;
  readonly traffic: Traffic;
  socket: Socket | null;
  pending: Pending | null;
  status: number;
  readonly body: Body;
  /** As the answer's head says; false means that the server will close. */
  keepAlive: boolean;
  /** Some request was answered on the present socket. */
  answered: boolean;
  /** The present socket takes no further request. */
  leaving: boolean;
  /** A new socket will be opened shortly. */
  opening: boolean;
  /** Runs while the server, which announced to close the socket, has not done so. */
  closing: NodeJS.Timeout | undefined;
  timedOut: boolean;
  error: Error | null;
  bytesOfClosedSockets: number;
  socketsOpened: number;
};

/** Of a connection that has not been opened yet. */
export function newState(traffic: Traffic, parser: AnswerParser): ConnectionState {
  return {
    parser,
    traffic,
    socket: null,
    pending: null,
    status: 0,
    body: createBody(),
    keepAlive: true,
    answered: false,
    leaving: false,
    opening: false,
    closing: undefined,
    timedOut: false,
    error: null,
    bytesOfClosedSockets: 0,
    socketsOpened: 0,
  };
}

/** A request is about to be sent. */
export function beginExchange(state: ConnectionState, pending: Pending): void {
  state.pending = pending;
  state.body.begin(pending.request.needle);
}

/** The head of an answer, as http-parser-js reports it; names and values of headers take turns. */
export type AnswerHead = {
  readonly statusCode: number;
  /** False, too, where it does not see how long the body is. */
  readonly shouldKeepAlive: boolean;
  readonly versionMajor: number;
  readonly versionMinor: number;
  readonly headers: readonly string[];
};

/**
 * The parser has read the head of an answer. Says whether the answer ends with it, whatever length it announces: what
 * HEAD gets, and 1xx, 204 and 304 (RFC 9112, section 6.3). The parser knows neither the request nor what the last rule overrides.
 */
export function takeHead(state: ConnectionState, head: AnswerHead): boolean {
  const { statusCode } = head;
  const isBare =
    state.pending?.request.method === "HEAD" || statusCode < 200 || statusCode === 204 || statusCode === 304;
  state.status = statusCode;
  state.keepAlive = isBare ? keepsConnection(head) : head.shouldKeepAlive;
  return isBare;
}

function keepsConnection({ versionMajor, versionMinor, headers }: AnswerHead): boolean {
  const connection = headers
    .flatMap((name, at) => (at % 2 === 0 && name.toLowerCase() === "connection" ? (headers[at + 1] ?? "") : []))
    .join()
    .toLowerCase();
  const isPersistent = versionMajor > 1 || (versionMajor === 1 && versionMinor > 0);
  return isPersistent ? !connection.includes("close") : connection.includes("keep-alive");
}

/** The parser has read some of an answer's body. */
export function addToBody({ pending, status, body }: ConnectionState, chunk: Buffer): void {
  // Nothing is pending when a server says more than it was asked.
  if (pending !== null) takeBody(pending.request, status, body, chunk);
}

/** The parser has read a whole answer. */
export function endAnswer(state: ConnectionState): void {
  const { pending, traffic, status, body } = state;
  const interim = status < 200 && status !== 101;
  if (pending === null || interim) return;
  const atMicros = traffic.nowMicros();
  const { sent, request } = pending;
  const wrong = wrongness(request, status, body);
  if (wrong === null) traffic.recorder.completed(sent, atMicros, body.size());
  else traffic.recorder.failed(sent, atMicros, wrong, () => describeAnswer(request, status, body));
  state.pending = null;
  state.answered = true;
  state.leaving = traffic.perRequest || !state.keepAlive;
  traffic.onEnded();
}

/** An answer without a length is complete when its connection closes, which autocannon does not tell its parser. */
export function endBodyAtClose({ parser, pending, timedOut, error }: ConnectionState): boolean {
  if (pending === null || timedOut || error !== null || !parser.readsToClose()) return false;
  parser.finish();
  return true;
}

/** What is pending on a socket that is lost has failed, or timed out. */
export function endLost(state: ConnectionState): void {
  const { pending, traffic, error } = state;
  if (pending === null) return;
  const { sent, request } = pending;
  const atMicros = traffic.nowMicros();
  if (state.timedOut) traffic.recorder.timedOut(sent, atMicros);
  else traffic.recorder.failed(sent, atMicros, lossKind(error), () => describeLoss(request, error));
  state.pending = null;
  traffic.onEnded();
}

/** The event that says that a socket can carry requests. */
export function openedEvent(socket: Socket): "secureConnect" | "connect" {
  return socket instanceof TLSSocket ? "secureConnect" : "connect";
}

/** Leaves nothing of a socket behind: no later event of it, no half-read answer. */
export function leaveSocket(state: ConnectionState): void {
  const { parser, socket } = state;
  parser.reinitialize("RESPONSE");
  clearTimeout(state.closing);
  state.closing = undefined;
  if (socket === null) return;
  state.socket = null;
  state.bytesOfClosedSockets += socket.bytesRead;
  socket.destroy();
}
