import { isIPv4 } from "node:net";

import { BroadsideError } from "../errors.ts";

/**
 * The origin of `url`, when it is of this machine, by HTTP or HTTPS.
 * @throws BroadsideError `not-loopback` otherwise: load on a machine that is not ours may be an attack.
 */
export function loopbackOrigin(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  const isHttp = parsed?.protocol === "http:" || parsed?.protocol === "https:";
  if (isHttp && isLoopbackHost(parsed.hostname)) return parsed.origin;
  throw new BroadsideError(
    "not-loopback",
    `${url} is not an HTTP address of this machine.`,
    "Put load only on 127.0.0.1, ::1 or localhost, as in http://127.0.0.1:3000.",
  );
}

/** What is on this machine needs no proof of who it is; it is asked for by the name that its certificate may have. */
export const loopbackTls = { servername: "localhost", rejectUnauthorized: false } as const;

function isLoopbackHost(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || (isIPv4(hostname) && hostname.startsWith("127."));
}
