import { subscribe } from "node:diagnostics_channel";
import { threadId } from "node:worker_threads";

/** The header of an answer that says which worker gave it: `pid 4711`, or `pid 4711, thread 2`. */
const header = "x-broadside-worker";

function hasSetHeader(value: unknown): value is { readonly setHeader: (name: string, value: string) => unknown } {
  return typeof value === "object" && value !== null && "setHeader" in value && typeof value.setHeader === "function";
}

/** Has each answer name the process, and the thread of it, that gives it; `within` is where the pid is to be looked for. */
export function nameWorker(within: string): void {
  const thread = threadId === 0 ? "" : `, thread ${threadId}`;
  const name = `${within}pid ${process.pid}${thread}`;
  subscribe("http.server.request.start", (message) => {
    const response = typeof message === "object" && message !== null && "response" in message ? message.response : null;
    if (hasSetHeader(response)) response.setHeader(header, name);
  });
}
