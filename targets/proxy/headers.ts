/** Headers that concern one connection and are not passed on (RFC 9110, section 7.6.1), and the announcement of trailers. */
const ofConnection = ["connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"];

/** The proxy itself answers `Expect: 100-continue`. */
const notToApp: ReadonlySet<string> = new Set([...ofConnection, "expect"]);
const notToClient: ReadonlySet<string> = new Set(ofConnection);

type Connection = string | readonly string[] | undefined;

/**
 * Header names and values, flat, as they are passed on: each as it was sent, in the same order and spelling, except
 * those dropped and those that the sender's Connection header names. None is added.
 */
function passedOn(raw: readonly string[], dropped: ReadonlySet<string>, connection: Connection): string[] {
  const named = new Set(
    connection
      ?.toString()
      .toLowerCase()
      .split(/\s*,\s*/),
  );
  const headers: string[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? "";
    const lower = name.toLowerCase();
    if (!dropped.has(lower) && !named.has(lower)) headers.push(name, raw[index + 1] ?? "");
  }
  return headers;
}

/** A request's headers as they go to the app. */
export function toApp(raw: readonly string[], connection: Connection): string[] {
  return passedOn(raw, notToApp, connection);
}

/** A response's headers as they go to the client. */
export function toClient(raw: readonly string[], connection: Connection): string[] {
  return passedOn(raw, notToClient, connection);
}
