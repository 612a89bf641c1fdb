import { HTTPParser } from "http-parser-js";
import { messageOf, systemCodeOf } from "../errors.ts";
import type { CheckedRequest } from "./answer.ts";

const kinds: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "connection reset",
  EPIPE: "connection reset",
};

/** What the client of the load takes of an answer's line and headers, in bytes. */
export const mostHeadBytes = HTTPParser.maxHeaderSize;

const quotedBytes = 60;

/** The header of the SETTINGS frame with which a server of HTTP/2 begins (RFC 9113, 3.4 and 6.5). */
function isSettingsFrame(bytes: Buffer): boolean {
  const [type, ...rest] = bytes.subarray(3, 9);
  return bytes.length >= 9 && bytes[0] === 0 && type === 4 && rest.every((byte) => byte === 0);
}

/** What had come of an answer when its connection was lost. */
export type PartialAnswer = {
  readonly status: number;
  readonly receivedBytes: number;
  /** By its head; null where that names none. */
  readonly promisedBytes: number | null;
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
  const how = error === null ? "the other side closed before the answer was complete" : lossInWords(error, null);
  return `${request.method} ${request.path}: ${how}`;
}

/** How a connection was lost, in words, with what came. `partial` is null where no answer had begun. */
export function lossInWords(error: unknown, partial: PartialAnswer | null): string {
  const code = systemCodeOf(error) ?? "";
  if (code.startsWith("HPE_")) return unreadable(error, partial);
  const tls = tlsReason(error);
  if (tls !== null) return tls;
  if (partial !== null && (code === "ECONNRESET" || code === "EPIPE")) {
    const { status, receivedBytes, promisedBytes } = partial;
    const of = promisedBytes === null ? "" : ` of the ${promisedBytes} that it announced (content-length)`;
    return `it started to respond (${status}) and closed the connection after ${receivedBytes} bytes${of}`;
  }
  switch (code) {
    case "ECONNREFUSED":
      return `nothing listens on ${String(member(error, "address"))}:${String(member(error, "port"))} (ECONNREFUSED)`;
    case "ECONNRESET":
      return messageOf(error) === "socket hang up"
        ? "it closed the connection without a response"
        : "it reset the connection before it responded (ECONNRESET)";
    case "EPIPE":
      return "it closed the connection while the request was being sent (EPIPE)";
    default:
      return messageOf(error);
  }
}

function unreadable(error: unknown, partial: PartialAnswer | null): string {
  if (systemCodeOf(error) === "HPE_HEADER_OVERFLOW") {
    return `the line and headers of its answer are larger than the ${mostHeadBytes / 1024} KiB that are taken`;
  }
  const raw = member(error, "rawPacket");
  const parsed = member(error, "bytesParsed");
  const came = Buffer.isBuffer(raw) ? raw : Buffer.alloc(0);
  if (isSettingsFrame(came)) return "it speaks HTTP/2, not HTTP/1.1, which the load uses";
  const reason = member(error, "reason");
  const why = typeof reason === "string" ? ` (${reason})` : "";
  const isBegun = partial !== null || came.subarray(0, 5).toString("latin1") === "HTTP/";
  if (!isBegun) return `what came is not HTTP${came.length === 0 ? why : `: ${quoted(came)}`}`;
  const rest = typeof parsed === "number" ? came.subarray(parsed) : came;
  return `its answer breaks the rules of HTTP${why}${rest.length === 0 ? "" : ` at ${quoted(rest)}`}`;
}

function quoted(bytes: Buffer): string {
  const text = bytes.subarray(0, quotedBytes).toString("latin1");
  return `${JSON.stringify(text)}${bytes.length > quotedBytes ? " …" : ""}`;
}

/** OpenSSL's reason, without the file and line of its own source; null where it is not about TLS. */
function tlsReason(error: unknown): string | null {
  const [, said = ""] = /:SSL routines:[^:]*:([^:]+):/.exec(messageOf(error)) ?? [];
  const given = member(error, "reason");
  const reason = typeof given === "string" && (systemCodeOf(error) ?? "").startsWith("ERR_SSL_") ? given : said;
  if (reason === "") return null;
  const cause = /wrong version number|packet length too long|record layer failure/.test(reason)
    ? ": the server there may speak plain HTTP"
    : /no application protocol/.test(reason)
      ? ": it may speak only HTTP/2, not HTTP/1.1, which the load uses"
      : "";
  return `TLS failed (${reason})${cause}`;
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
