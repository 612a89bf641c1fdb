/**
 * The Docker Engine's HTTP API, over its unix socket (https://docs.docker.com/reference/api/engine/). Paths carry no
 * version: the Engine's own holds, and nothing is asked of it that API 1.40 (Docker 19.03) does not have.
 */
import { request, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";

export const usualSocket = "/var/run/docker.sock";
const scheme = "unix://";

/** What the Engine answered with a status of 400 or above, in its own words. */
export type EngineRefusal = Error & { readonly status: number };

export function isRefusal(error: unknown, status: number): error is EngineRefusal {
  return error instanceof Error && "status" in error && error.status === status;
}

/** Path of the Engine's socket: that of DOCKER_HOST, or the usual one. Throws where DOCKER_HOST leads off the machine. */
export function engineSocket(): string {
  const host = process.env["DOCKER_HOST"] ?? "";
  if (host === "") return usualSocket;
  if (host.startsWith(scheme)) return host.slice(scheme.length);
  throw new Error(`DOCKER_HOST is ${host}: containers must run on this machine, as with ${scheme}${usualSocket}`);
}

type Body = { readonly type: string; readonly content: Buffer };

export function json(value: object): Body {
  return { type: "application/json", content: Buffer.from(JSON.stringify(value)) };
}

/** A path with its query. What is undefined is left out. */
export function pathOf(path: string, query: Readonly<Record<string, string>>): string {
  return `${path}?${new URLSearchParams(query).toString()}`;
}

/** Resolves when the answer begins, for answers that take their time; rejects with an {@link EngineRefusal}. */
export async function open(method: "GET" | "POST" | "DELETE", path: string, body?: Body): Promise<IncomingMessage> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = body === undefined ? {} : { "content-type": body.type, "content-length": body.content.length };
    const sent = request({ socketPath: engineSocket(), method, path, headers, agent: false }, resolve);
    sent.on("error", reject);
    sent.end(body?.content);
  });
  const { statusCode: status = 0 } = answer;
  if (status < 400) return answer;
  throw Object.assign(new Error(messageIn(await text(answer))), { status });
}

/** The words of a refusal, which the API sends as `{"message": …}`. */
function messageIn(answer: string): string {
  try {
    const value: unknown = JSON.parse(answer);
    if (typeof value === "object" && value !== null && "message" in value) return String(value.message).trim();
  } catch {
    // Something other than an Engine answered.
  }
  return answer.trim();
}

/** Resolves to the whole answer. */
export async function call(method: "GET" | "POST" | "DELETE", path: string, body?: Body): Promise<string> {
  return text(await open(method, path, body));
}
