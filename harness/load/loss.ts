import { messageOf, systemCodeOf } from "../errors.ts";
import type { CheckedRequest } from "./answer.ts";

const kinds: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "connection reset",
  EPIPE: "connection reset",
};

/** How a connection was lost; `error` is null when the other side closed it. */
export function lossKind(error: Error | null): string {
  if (error === null) return "connection closed";
  const code = systemCodeOf(error);
  // The parser's codes are those of Node's own.
  if (code === undefined || code.startsWith("HPE_")) return "unreadable answer";
  return kinds[code] ?? `connection failed: ${code}`;
}

/** What was asked and how the connection was lost, in one line. */
export function describeLoss(request: CheckedRequest, error: Error | null): string {
  const how = error === null ? "the other side closed before the answer was complete" : messageOf(error);
  return `${request.method} ${request.path}: ${how}`;
}
