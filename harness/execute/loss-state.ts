import { messageOf, systemCodeOf } from "../errors.ts";

/** How far an answer came that was lost, as far as it decides what to do about it. */
export type LossState = "refused" | "closed" | "tls" | "cut" | "unreadable" | "other";

/** Codes of OpenSSL and of Node.js about a connection by TLS, and about a certificate. */
const ofTls = /^(?:ERR_SSL_|ERR_TLS_|EPROTO$|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

export function lossState(error: unknown, isBegun: boolean): LossState {
  const code = systemCodeOf(error) ?? "";
  if (code === "ECONNREFUSED") return "refused";
  if (ofTls.test(code)) return "tls";
  if (code.startsWith("HPE_")) return "unreadable";
  if (isBegun) return "cut";
  return messageOf(error) === "socket hang up" ? "closed" : "other";
}

/** What to do about it. */
export const lossHints: Readonly<Record<LossState, string>> = {
  refused: "A server must keep listening; a deployment must be up before it is measured.",
  closed: "Find out what closes the connection, with curl -v or in the app's output; if it speaks HTTPS, use https://.",
  tls: "Use http:// if it speaks plain HTTP; on another machine its certificate must be valid.",
  cut: "Look for what ends the response early: an error while writing it, or a length that does not match its body.",
  unreadable:
    "The load is HTTP/1.1: name the port of the app's HTTP server (--app-port) if it has several, or check with curl -v what it sends.",
  other: "Check the address, and what the app needs to respond.",
};
