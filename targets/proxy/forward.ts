import type { IncomingMessage, ServerResponse } from "node:http";
import { Pool, type Dispatcher } from "undici";
import type { Backend, Balancer } from "./balancers.ts";

/** Below the workers' own keep-alive timeout, so that a worker never closes a connection that is about to be used. */
const upstreamIdleMillis = 60_000;

/** The client's own timeout decides how long a response may take: it goes away, and the request with it. */
const untilTheClientLeaves = { headersTimeout: 0, bodyTimeout: 0 };

/** Who answers on this machine needs no proof of who it is. */
const ownMachine = { rejectUnauthorized: false, servername: "localhost" };

/** Headers that concern one connection and are not passed on (RFC 9110, section 7.6.1). */
const hopByHop = new Set([
  "connection",
  "expect",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

type Upstream = Backend & { readonly pool: Pool };

/** Header names and values, flat, as they go upstream: the client's own, plus where they came from. */
function upstreamHeaders(request: IncomingMessage): string[] {
  const { rawHeaders } = request;
  const named = new Set(request.headers.connection?.toLowerCase().split(/\s*,\s*/));
  const headers: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    const lower = name.toLowerCase();
    if (!hopByHop.has(lower) && !named.has(lower)) headers.push(name, rawHeaders[index + 1] ?? "");
  }
  headers.push("x-forwarded-for", request.socket.remoteAddress ?? "unknown", "x-forwarded-proto", "http");
  return headers;
}

function hasBody(request: IncomingMessage): boolean {
  return request.headers["content-length"] !== undefined || request.headers["transfer-encoding"] !== undefined;
}

/** Passes one upstream answer on to the client as it arrives; `done` is called once, however it ends. */
function relay(response: ServerResponse, done: () => void): Dispatcher.DispatchHandler {
  return {
    onRequestStart(controller) {
      const abandon = (): void => {
        if (!response.writableFinished) controller.abort(new Error("the client went away"));
      };
      if (response.closed) abandon();
      else response.on("close", abandon);
    },
    onResponseStart(_controller, status, headers) {
      if (status < 200) return;
      for (const [name, value] of Object.entries(headers)) {
        if (value !== undefined && !hopByHop.has(name)) response.setHeader(name, value);
      }
      response.writeHead(status);
    },
    onResponseData(controller, chunk) {
      if (response.write(chunk)) return;
      controller.pause();
      response.once("drain", () => controller.resume());
    },
    onResponseEnd() {
      done();
      response.end();
    },
    onResponseError(_controller, error) {
      done();
      if (response.headersSent) response.destroy();
      else response.writeHead(502, { "content-type": "text/plain" }).end(`upstream: ${error.message}\n`);
    },
  };
}

type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse };

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
    pool: new Pool(origin, { keepAliveTimeout: upstreamIdleMillis, connect: ownMachine, ...untilTheClientLeaves }),
  }));
  const waiting = new Set<Exchange>();

  const send = ({ request, response }: Exchange, upstream: Upstream): void => {
    upstream.inFlight++;
    upstream.pool.dispatch(
      {
        path: request.url ?? "/",
        method: request.method ?? "GET",
        headers: upstreamHeaders(request),
        body: hasBody(request) ? request : null,
      },
      relay(response, () => {
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
