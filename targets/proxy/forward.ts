import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { PassThrough } from "node:stream";
import { Pool, type Dispatcher } from "undici";
import { responseHeadBytes } from "./limits.ts";
import type { Backend, Balancer } from "./balancers.ts";
import { toApp, toClient } from "./headers.ts";

/** Below the workers' own keep-alive timeout, so that a worker never closes a connection that is about to be used. */
const upstreamIdleMillis = 60_000;

/** The client's own timeout decides how long a response may take: it goes away, and the request with it. */
const untilTheClientLeaves = { headersTimeout: 0, bodyTimeout: 0 };

/** Who answers on this machine needs no proof of who it is. */
const ownMachine = { rejectUnauthorized: false, servername: "localhost" };

type Upstream = Backend & { readonly pool: Pool };

type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse };

function hasBody(request: IncomingMessage): boolean {
  return request.headers["content-length"] !== undefined || request.headers["transfer-encoding"] !== undefined;
}

/**
 * The request's body for the app, null where there is none. A stream of its own: the worker's connection may end before
 * the body does, and the client's must not.
 */
function bodyOf(request: IncomingMessage): PassThrough | null {
  return hasBody(request) ? request.pipe(new PassThrough()) : null;
}

/** What a worker left unread would stand in front of the next request on the client's connection. */
function discardRest(request: IncomingMessage): void {
  request.unpipe();
  request.resume();
}

/** Names and values, flat, as they came. */
function rawHeadersOf({ rawHeaders }: Dispatcher.DispatchController): readonly string[] {
  const parts: readonly (Buffer | string)[] = Array.isArray(rawHeaders) ? rawHeaders : [];
  return parts.map((part) => (typeof part === "string" ? part : part.toString("latin1")));
}

function definedIn(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  const defined: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) defined[name] = value;
  return defined;
}

/** Passes an interim response on, as far as Node.js can send one. */
function relayInterim(response: ServerResponse, status: number, headers: IncomingHttpHeaders): void {
  const hints = definedIn(headers);
  const { link } = hints;
  if (status === 102) response.writeProcessing();
  else if (status === 103 && link !== undefined) response.writeEarlyHints({ ...hints, link });
}

/** Passes one upstream answer on to the client as it arrives; `done` is called once, however it ends. */
function relay({ request, response }: Exchange, done: () => void): Dispatcher.DispatchHandler {
  return {
    onRequestStart(controller) {
      const abandon = (): void => {
        if (!response.writableFinished) controller.abort(new Error("the client went away"));
      };
      if (response.closed) abandon();
      else response.on("close", abandon);
    },
    onResponseStart(controller, status, headers, statusMessage) {
      if (status < 200) {
        relayInterim(response, status, headers);
        return;
      }
      // The app's own Date is among them, if it sends one.
      response.sendDate = false;
      response.writeHead(status, statusMessage, toClient(rawHeadersOf(controller), headers.connection));
    },
    onResponseData(controller, chunk) {
      if (response.write(chunk)) return;
      controller.pause();
      response.once("drain", () => controller.resume());
    },
    onResponseEnd(_controller, trailers) {
      done();
      response.addTrailers(definedIn(trailers));
      response.end();
      discardRest(request);
    },
    onResponseError(_controller, error) {
      done();
      if (response.headersSent) response.destroy();
      else response.writeHead(502, { "content-type": "text/plain" }).end(`upstream: ${error.message}\n`);
      discardRest(request);
    },
  };
}

/**
 * A request listener that sends each request to the backend that the balancer picks, over pooled connections. Those for
 * which it picks none wait, in the order in which they came.
 */
export function makeForwarder(
  balancer: Balancer,
  origins: readonly string[],
): (request: IncomingMessage, response: ServerResponse) => void {
  const upstreams: readonly Upstream[] = origins.map((origin) => ({
    inFlight: 0,
    pool: new Pool(origin, {
      keepAliveTimeout: upstreamIdleMillis,
      maxHeaderSize: responseHeadBytes,
      connect: ownMachine,
      ...untilTheClientLeaves,
    }),
  }));
  const waiting = new Set<Exchange>();

  const send = (exchange: Exchange, upstream: Upstream): void => {
    const { request } = exchange;
    upstream.inFlight++;
    upstream.pool.dispatch(
      {
        path: request.url ?? "/",
        method: request.method ?? "GET",
        headers: toApp(request.rawHeaders, request.headers.connection),
        body: bodyOf(request),
      },
      relay(exchange, () => {
        upstream.inFlight--;
        sendNext();
      }),
    );
  };

  const sendNext = (): void => {
    const [next] = waiting;
    if (next === undefined) return;
    const upstream = balancer(upstreams, next.request);
    if (upstream === null) return;
    waiting.delete(next);
    send(next, upstream);
  };

  return (request, response) => {
    const exchange = { request, response };
    const upstream = waiting.size > 0 ? null : balancer(upstreams, request);
    if (upstream !== null) {
      send(exchange, upstream);
      return;
    }
    waiting.add(exchange);
    response.once("close", () => void waiting.delete(exchange));
  };
}
