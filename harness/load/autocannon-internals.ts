import type { EventEmitter } from "node:events";
import type { Socket } from "node:net";

import { BroadsideError } from "../errors.ts";
import type { AnswerHead } from "./exchange.ts";

/** What autocannon wants to know of an answered request; it feeds statistics of its own, which are not used. */
export type EndedRequest = {
  readonly req: undefined;
  readonly bytes: number;
  readonly body: string;
  readonly duration: number;
  readonly headers: { readonly statusCode: number; readonly headers: readonly string[] };
};

/** The parts of `lib/pipelinedRequestsQueue.js` that `lib/httpClient.js` calls. */
export type RequestQueue = {
  insertRequest(request: unknown): void;
  addByteCount(count: number): void;
  setHeaders(head: AnswerHead): void;
  addBody(chunk: Buffer): void;
  terminateRequest(): EndedRequest;
  clear(): void;
};

/** A request as it goes over the wire. */
export type BuiltRequest = { readonly requestBuffer: Buffer };

/** The parts of autocannon 9's `lib/httpClient.js` that are replaced or read. They are not a public interface. */
export type ClientInternals = EventEmitter & {
  /** Undefined until the first `_connect()`. */
  conn: Socket | undefined;
  readonly destroyed: boolean;
  /** Milliseconds. */
  timeout: number;
  pipelinedRequests: RequestQueue;
  readonly requestIterator: {
    currentRequest: BuiltRequest;
    nextRequest: () => BuiltRequest;
  };
  readonly parser: {
    readonly state: string;
    isChunked: boolean;
    body_bytes: number | null;
    /** The number of bytes it took, or what was wrong with them. */
    execute: (chunk: Buffer) => number | Error;
    finish: () => unknown;
    reinitialize: (type: "RESPONSE") => void;
  };
  _connect: () => void;
  _doRequest: () => void;
  destroy: () => void;
};

/**
 * The internals of a client, checked; to be called from `setupClient`, which runs before the first connection.
 * @throws BroadsideError `generator-failed` when this autocannon is built differently.
 */
export function internalsOf(client: unknown): ClientInternals {
  if (isClientInternals(client)) return client;
  throw new BroadsideError(
    "generator-failed",
    "autocannon's internals changed: this version cannot be measured with.",
    "Install the exact version of autocannon that package.json names.",
  );
}

function isClientInternals(client: unknown): client is ClientInternals {
  const iterator = member(client, "requestIterator");
  const parser = member(client, "parser");
  return (
    member(client, "conn") === undefined &&
    member(client, "destroyed") === false &&
    typeof member(client, "timeout") === "number" &&
    hasMethods(client, ["_connect", "_doRequest", "destroy", "on", "emit"]) &&
    hasMethods(iterator, ["nextRequest"]) &&
    Buffer.isBuffer(member(member(iterator, "currentRequest"), "requestBuffer")) &&
    hasMethods(parser, ["execute", "finish", "reinitialize"]) &&
    member(parser, "state") === "RESPONSE_LINE" &&
    member(parser, "isChunked") === false &&
    member(parser, "body_bytes") === null &&
    hasMethods(member(client, "pipelinedRequests"), [
      "insertRequest",
      "addByteCount",
      "setHeaders",
      "addBody",
      "terminateRequest",
      "clear",
    ])
  );
}

function member(owner: unknown, name: string): unknown {
  return typeof owner === "object" && owner !== null ? Reflect.get(owner, name) : undefined;
}

function hasMethods(owner: unknown, names: readonly string[]): boolean {
  return names.every((name) => typeof member(owner, name) === "function");
}
