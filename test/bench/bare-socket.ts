import { once } from "node:events";
import { connect } from "node:net";

/**
 * Asks one thing after another over one socket, with nothing between the clock and the system, and returns the times
 * of all but the first third, µs: what any client on this machine would see at best.
 */
export async function askOverBareSocket(url: string, path: string, requests: number): Promise<readonly number[]> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.setNoDelay(true);
  await once(socket, "connect");
  const micros: number[] = [];
  for (let asked = 0; asked < requests; asked++) {
    const startedAt = performance.now();
    socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`);
    await once(socket, "data");
    micros.push((performance.now() - startedAt) * 1000);
  }
  socket.destroy();
  return micros.slice(Math.ceil(requests / 3));
}
