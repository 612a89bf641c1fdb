import type { LoadJob, Share } from "./job.ts";

/**
 * What one of several generators is to send, so that all together send what one would: its part of the connections;
 * and in an open loop the arrivals that are its turn.
 */
export function shareOf(job: LoadJob, share: Share): LoadJob {
  const { load, seed } = job;
  const before = (index: number): number => Math.floor((index * load.connections) / share.of);
  const first = before(share.index);
  const connections = before(share.index + 1) - first;
  return load.kind === "open"
    ? { ...job, share, load: { ...load, connections } }
    : // Each connection has a deck of its own, which follows from the seed and the connection's number.
      { ...job, seed: seed + first, load: { ...load, connections } };
}
