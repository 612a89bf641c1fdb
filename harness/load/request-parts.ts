import { METHODS, validateHeaderName, validateHeaderValue } from "node:http";

/** CONNECT makes a tunnel of its connection. */
const methods: ReadonlySet<string> = new Set(METHODS.filter((method) => method !== "CONNECT"));

export function isMethod(text: string): boolean {
  return methods.has(text);
}

/** The path of a URL as it is sent, query included. */
export function isPath(text: string): boolean {
  return /^\/[!-~]*$/.test(text) && !text.includes("#");
}

/** They say where a request ends and what becomes of its connection: the client writes them itself. */
const framing: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "expect",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

export function isFramingHeader(name: string): boolean {
  return framing.has(name.toLowerCase());
}

export function isHeaderName(text: string): boolean {
  return passes(() => validateHeaderName(text));
}

/** One line, of characters that a header may have. */
export function isHeaderValue(text: string): boolean {
  return passes(() => validateHeaderValue("any", text));
}

function passes(check: () => void): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}
