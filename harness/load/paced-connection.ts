import type { Socket } from "node:net";

import { HTTPParser } from "http-parser-js";

import type { SentRequest } from "./cohort.ts";
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

/** How long a server that announced to close is waited for: whoever closes first keeps the pair of ports for a while. */
const closingMillis = 100;

/** One of the pool's connections, over all the sockets that it goes through. It carries one request at a time. */
export type PacedConnection = {
  /** Opens a socket, if there is none. */
  open(): void;
  /** Puts the request on the wire, on a new socket if need be. */
  send(kind: number, sent: SentRequest): void;
  /** The request on the way has timed out: leaves it, and its socket. */
  giveUp(): void;
  bytesReceived(): number;
  socketsOpened(): number;
  destroy(): void;
};

/** `wire` are the requests by kind. `onFree` is called when the request on the way has ended, however it did. */
export function createPacedConnection(
  address: Address,
  wire: readonly Buffer[],
  traffic: Traffic,
  onFree: () => void,
): PacedConnection {
  const parser = new HTTPParser("RESPONSE");
  const state = newState(traffic, {
    // Not in its types.
    readsToClose: () => Reflect.get(parser, "state") === "BODY_RAW",
    finish: () => parser.finish(),
    reinitialize: (type) => parser.reinitialize(type),
  });
  const retired = new Set<Socket>();
  listenTo(parser, state);

  function open(): void {
    if (state.socket !== null || !traffic.sending) return;
    const socket = openSocket(address, (bytes) => {
      if (isPresent()) take(bytes);
    });
    const isPresent = (): boolean => state.socket === socket;
    state.socket = socket;
    state.answered = false;
    state.leaving = false;
    state.timedOut = false;
    state.error = null;
    socket.once(openedEvent(socket), () => {
      state.socketsOpened += 1;
    });
    socket.on("error", (error) => {
      if (isPresent()) state.error = error;
    });
    socket.on("close", () => {
      retired.delete(socket);
      if (isPresent()) lose();
    });
  }

  function take(chunk: Buffer): void {
    const wasPending = state.pending !== null;
    const outcome = parser.execute(chunk);
    if (outcome instanceof Error) {
      state.error = outcome;
      lose();
      return;
    }
    if (!wasPending || state.pending !== null) return;
    if (state.leaving) retire();
    onFree();
  }

  /** The socket has done its work, and the server is to close it. */
  function retire(): void {
    const { socket } = state;
    if (socket === null) return;
    state.socket = null;
    state.parser.reinitialize("RESPONSE");
    state.bytesOfClosedSockets += socket.bytesRead;
    retired.add(socket);
    const timer = setTimeout(() => socket.destroy(), closingMillis);
    socket.once("close", () => clearTimeout(timer));
  }

  function lose(): void {
    const wasPending = state.pending !== null;
    if (!endBodyAtClose(state)) endLost(state);
    leaveSocket(state);
    if (wasPending) onFree();
  }

  return {
    open,
    send(kind, sent) {
      const request = traffic.requests[kind];
      const bytes = wire[kind];
      if (request === undefined || bytes === undefined) throw new RangeError(`there is no kind of request ${kind}`);
      open();
      beginExchange(state, { request, sent });
      state.socket?.write(bytes);
    },
    giveUp() {
      state.timedOut = true;
      lose();
    },
    bytesReceived: () => state.bytesOfClosedSockets + (state.socket?.bytesRead ?? 0),
    socketsOpened: () => state.socketsOpened,
    destroy() {
      state.pending = null;
      leaveSocket(state);
      for (const socket of retired) socket.destroy();
    },
  };
}

function listenTo(parser: InstanceType<typeof HTTPParser>, state: ConnectionState): void {
  parser[HTTPParser.kOnHeadersComplete] = (head) => (takeHead(state, head) ? 1 : 0);
  parser[HTTPParser.kOnBody] = (chunk, start, length) => {
    addToBody(state, chunk.subarray(start, start + length));
  };
  parser[HTTPParser.kOnMessageComplete] = () => endAnswer(state);
}
