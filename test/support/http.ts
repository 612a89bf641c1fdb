import { request as requestSecurely } from "node:https";
import { request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from "node:http";
import { buffer } from "node:stream/consumers";

export type Answer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
};

export type Question = {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer;
};

/** One request on a connection of its own. */
export function ask(url: string, { method = "GET", headers = {}, body }: Question = {}): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const send = url.startsWith("https:") ? requestSecurely : request;
  const options = { method, headers, agent: false, servername: "localhost", rejectUnauthorized: false } as const;
  const outgoing = send(url, options, (response) => {
    buffer(response).then(
      (whole) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: whole }),
      reject,
    );
  });
  outgoing.on("error", reject);
  outgoing.end(body);
  return promise;
}
