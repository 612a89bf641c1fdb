import { drive, withServer } from "./drive.ts";
import type { Bench } from "./result.ts";

const requests = 1_000_000;
const shortSeconds = 2;
const longestSeconds = 240;

async function load(measuredSeconds: number) {
  return withServer("trivial.js", (url) =>
    drive(url, { path: "/", connections: 32, warmupSeconds: 1, measuredSeconds }),
  );
}

/**
 * Memory of the generator, which alone sees every request, and of this process, which stands for the harness: after a
 * short trial and after one of a million requests.
 */
export const memory: Bench = {
  name: "memory",
  describe: "memory after a short trial, and after one of a million requests",
  run: async () => {
    const short = await load(shortSeconds);
    const harnessBefore = process.memoryUsage().rss;
    const rate = short.completedInWindow / short.windowSeconds;
    const long = await load(Math.min(longestSeconds, (1.2 * requests) / rate));
    const unaccounted =
      long.counts.sent - long.counts.completed - long.counts.failed - long.counts.timedOut - long.counts.inFlight;
    const mebibyte = 2 ** 20;
    return [
      { name: "requests completed", value: long.counts.completed, bound: requests, side: "at least", unit: "" },
      { name: "requests unaccounted for", value: unaccounted, bound: 0, side: "at most", unit: "" },
      {
        name: "growth of the generator's largest resident set over the short trial's",
        value: (long.generatorMaxRssBytes - short.generatorMaxRssBytes) / mebibyte,
        bound: 32,
        side: "at most",
        unit: "MiB",
      },
      {
        name: "growth of the harness's resident set",
        value: (process.memoryUsage().rss - harnessBefore) / mebibyte,
        bound: 32,
        side: "at most",
        unit: "MiB",
      },
    ];
  },
};
