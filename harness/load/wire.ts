import { validateHeaderName, validateHeaderValue } from "node:http";

import { BroadsideError, messageOf } from "../errors.ts";
import type { RequestKind } from "../model/index.ts";

/**
 * A request as it goes over the wire, HTTP/1.1.
 * @throws BroadsideError `bad-option` when its path or a header would end the line it is on, or is none.
 */
export function requestBytes({ method, path, headers, body }: RequestKind, host: string, keepAlive: boolean): Buffer {
  const payload = Buffer.from(body ?? "");
  const own = new Set(Object.keys(headers ?? {}).map((name) => name.toLowerCase()));
  const usual = [
    ["Host", host],
    ["Connection", keepAlive ? "keep-alive" : "close"],
    ...(payload.length > 0 ? [["Content-Length", String(payload.length)]] : []),
  ];
  const all = [...usual.filter(([name = ""]) => !own.has(name.toLowerCase())), ...Object.entries(headers ?? {})];
  try {
    for (const [name = "", value = ""] of all) {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    }
    if (!/^[\x21-\xff]+$/.test(path)) throw new TypeError("the path has a character that a request line may not have");
  } catch (error) {
    throw new BroadsideError(
      "bad-option",
      `${method} ${path} cannot be sent: ${messageOf(error)}.`,
      "Write special characters of the path in percent-encoding, and headers as name and value.",
      { cause: error },
    );
  }
  const lines = [`${method} ${path} HTTP/1.1`, ...all.map(([name, value]) => `${name}: ${value}`), "", ""];
  return Buffer.concat([Buffer.from(lines.join("\r\n"), "latin1"), payload]);
}
