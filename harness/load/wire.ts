import { BroadsideError } from "../errors.ts";
import type { RequestKind } from "../model/index.ts";
import { isHeaderName, isHeaderValue, isMethod } from "./request-parts.ts";

type Header = readonly [name: string, value: string];

/** Methods whose requests have a body, if an empty one (RFC 9110, 8.6). */
const withBody: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH"]);

/** The body as it is sent; empty when there is none. */
export function bodyBytes({ body = "", bodyEncoding }: RequestKind): Buffer {
  return Buffer.from(body, bodyEncoding ?? "utf8");
}

/** All the headers of a request: its own, and those that say where it ends and what becomes of its connection. */
export function requestHeaders(kind: RequestKind, host: string, keepAlive: boolean): readonly Header[] {
  const { length } = bodyBytes(kind);
  const own = new Set(Object.keys(kind.headers).map((name) => name.toLowerCase()));
  const usual: readonly Header[] = [
    ["Host", host],
    ["Connection", keepAlive ? "keep-alive" : "close"],
    ...(length > 0 || withBody.has(kind.method) ? [["Content-Length", String(length)] as const] : []),
  ];
  return [...usual.filter(([name]) => !own.has(name.toLowerCase())), ...Object.entries(kind.headers)];
}

/**
 * A request as it goes over the wire, HTTP/1.1.
 * @throws BroadsideError `bad-option` when its method, its path or a header would end the line it is on, or is none.
 */
export function requestBytes(kind: RequestKind, host: string, keepAlive: boolean): Buffer {
  const { method, path } = kind;
  const headers = requestHeaders(kind, host, keepAlive);
  const wrong = headers.find(([name, value]) => !isHeaderName(name) || !isHeaderValue(value));
  const problem = !isMethod(method)
    ? "the method is none"
    : !/^[\x21-\xff]+$/.test(path)
      ? "the path has a character that a request line may not have"
      : wrong === undefined
        ? null
        : `the header ${wrong[0]} has a character that none may have`;
  if (problem !== null) {
    throw new BroadsideError(
      "bad-option",
      `${method} ${path} cannot be sent: ${problem}.`,
      "Write special characters of the path in percent-encoding, and headers as name and value.",
    );
  }
  const lines = [`${method} ${path} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`), "", ""];
  return Buffer.concat([Buffer.from(lines.join("\r\n"), "latin1"), bodyBytes(kind)]);
}
