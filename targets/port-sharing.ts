/** Systems on which Node.js offers `reusePort`, and the kernel spreads connections over the sockets (libuv, `uv_tcp_bind`). */
const spreading: ReadonlySet<NodeJS.Platform> = new Set(["linux", "freebsd", "sunos", "aix"]);

/** Why sockets cannot share a port here; null where they can. */
export function sharingRefusal(): string | null {
  return spreading.has(process.platform)
    ? null
    : `${process.platform} does not spread connections over sockets that share a port; Linux does`;
}
