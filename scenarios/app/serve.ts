import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { integerVariable } from "./environment.ts";
import { HttpError, plain, type Answer } from "./http.ts";

/** Answers a GET of a path. It may throw an `HttpError`; anything else that it throws becomes a 500. */
export type Answerer = (path: string, query: URLSearchParams) => Answer | Promise<Answer>;

const idleCheckMillis = 100;
const graceMillis = 20_000;

async function answerRequest(answerer: Answerer, request: IncomingMessage): Promise<Answer> {
  try {
    if (request.method !== "GET" && request.method !== "HEAD") throw new HttpError(405, "Only GET is answered here.");
    const [path = "/", query] = (request.url ?? "/").split("?", 2);
    return await answerer(path, new URLSearchParams(query));
  } catch (thrown) {
    if (thrown instanceof HttpError) return plain(thrown.status, thrown.message);
    process.stderr.write(`${request.url}: ${thrown instanceof Error ? thrown.stack : String(thrown)}\n`);
    return plain(500, "Something went wrong here; the server's log says what.");
  }
}

function send(server: Server, response: ServerResponse, answer: Answer): void {
  response.statusCode = answer.status;
  response.setHeader("Content-Type", answer.contentType);
  response.setHeader("Content-Length", Buffer.byteLength(answer.body));
  // A connection kept alive would go on serving requests after the server has been told to close.
  if (!server.listening) response.setHeader("Connection", "close");
  response.end(answer.body);
}

function stopOnSignal(server: Server, release: () => void | Promise<void>): void {
  const exit = async (): Promise<void> => {
    await release();
    // An open channel to a parent process would keep this one alive.
    process.exit(0);
  };
  const stop = (): void => {
    if (!server.listening) return;
    server.close(() => void exit());
    setInterval(() => server.closeIdleConnections(), idleCheckMillis);
    setTimeout(() => server.closeAllConnections(), graceMillis);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
}

/**
 * Serves HTTP on `PORT` (or `defaultPort`) of 127.0.0.1 and prints its URL. SIGTERM and SIGINT stop it gracefully:
 * requests in hand are answered, then `release` runs and the process ends.
 */
export function serve(answerer: Answerer, defaultPort: number, release: () => void | Promise<void>): void {
  const port = integerVariable("PORT", defaultPort, 65_535);
  const server = createServer((request, response) => {
    void answerRequest(answerer, request).then((answer) => send(server, response, answer));
  });
  server.on("error", (error) => {
    process.stderr.write(`Cannot listen on port ${port}: ${error.message}. Set PORT to a free one.\n`);
    process.exit(1);
  });
  server.listen(port, "127.0.0.1", () => {
    const address = server.address();
    const shown = typeof address === "object" && address !== null ? `http://127.0.0.1:${address.port}` : address;
    process.stdout.write(`Listening on ${shown}\n`);
  });
  stopOnSignal(server, release);
}
