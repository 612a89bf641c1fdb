import { responseQuantileMD1 } from "../../harness/stats/queueing.ts";
import { drive, withServer } from "./drive.ts";
import { askBareAutocannon } from "./neighbour.ts";
import { median, type Bench, type BenchResult } from "./result.ts";

const rate = 2_000;
const connections = 64;
const window = { warmupSeconds: 1, measuredSeconds: 10 } as const;

/** Whether the schedule is kept, at a rate that the server answers with ease. */
async function keepsTime(): Promise<readonly BenchResult[]> {
  return withServer("trivial.js", async (url) => {
    const open = { arrivals: "even", rate } as const;
    const { completedInWindow, pacing } = await drive(url, { path: "/", connections, open, ...window });
    const intended = rate * window.measuredSeconds;
    return [
      figure("answered against intended, error", 100 * Math.abs(completedInWindow / intended - 1), 0.1, "%"),
      figure("lag of the schedule, p99", pacing?.lag.micros.p99 ?? Number.NaN, 1_000, "µs"),
    ];
  });
}

const slowRate = 200;

/** Whether requests arrive as they should, by the server's own clock: gaps of a length that its jitter does not blur. */
async function arrivesAsItShould(): Promise<readonly BenchResult[]> {
  const gapsOf = (arrivals: "poisson" | "even"): Promise<readonly number[]> =>
    withServer("keeps-times.js", async (url) => {
      const open = { arrivals, rate: slowRate };
      await drive(url, { path: "/", connections, open, warmupSeconds: 0.5, measuredSeconds: 20 });
      const answer = await fetch(`${url}/times`);
      const times = JSON.parse(await answer.text());
      if (!Array.isArray(times)) throw new Error("the server told no times");
      const millis = times.map(Number);
      return millis.slice(1).map((time, index) => time - (millis[index] ?? 0));
    });
  const poisson = await gapsOf("poisson");
  const even = await gapsOf("even");
  const meanMillis = 1_000 / slowRate;
  const off = even.filter((gap) => Math.abs(gap - meanMillis) > 1).length;
  return [
    figure(
      "Poisson arrivals, Kolmogorov and Smirnov’s √n·D from the exponential distribution",
      Math.sqrt(poisson.length) * distanceFromExponential(poisson, meanMillis),
      1.628,
      "(1.628 is passed by chance once in a hundred)",
    ),
    figure("even arrivals, gaps off by more than 1 ms", (100 * off) / even.length, 1, "%"),
  ];
}

/** Largest difference between the distribution of the values and the exponential one of that mean. */
function distanceFromExponential(values: readonly number[], mean: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.reduce((largest, value, index) => {
    const expected = 1 - Math.exp(-value / mean);
    const [below, above] = [index / sorted.length, (index + 1) / sorted.length];
    return Math.max(largest, Math.abs(expected - below), Math.abs(above - expected));
  }, 0);
}

const pairs = 5;

/** Of bare autocannon, against a server that answers after 10 ms on average: with these it asks as often as `rate` says. */
const closedConnections = 20;

/**
 * CPU of the generator for each request, against bare autocannon at the same rate. autocannon sends what its own rate
 * option grants in one burst each second, and pays for a burst once; so it asks in a closed loop, of a server that
 * answers each request in its own moment, and every request costs both of them a wake-up.
 */
async function costsNoMore(): Promise<readonly BenchResult[]> {
  return withServer("spread.js", async (url) => {
    const short = { warmupSeconds: 1, measuredSeconds: 3 } as const;
    const ours = async (): Promise<number> => {
      const open = { arrivals: "poisson", rate } as const;
      const { generatorCpuMicros, completedInWindow } = await drive(url, { path: "/", connections, open, ...short });
      return generatorCpuMicros / completedInWindow;
    };
    const bare = async (): Promise<number> => {
      const args = [url, closedConnections, short.warmupSeconds, short.measuredSeconds];
      return (await askBareAutocannon(args)).cpuMicrosPerRequest;
    };
    const ratios: number[] = [];
    for (let pair = 0; pair < pairs; pair += 1) {
      const [first, second] = pair % 2 === 0 ? [await ours(), await bare()] : [await bare(), await ours()];
      ratios.push(pair % 2 === 0 ? first / second : second / first);
    }
    return [figure(`CPU per request at ${rate} req/s`, median(ratios), 2, "× bare autocannon")];
  });
}

const stallRate = 500;
/** Of a stall of 1 s in a window of 10 s, the 99th percentile: 1 − 0.01 × 10 / 1. */
const stallP99Micros = 900_000;

/** A stall is seen as long as those who arrive in it feel it. */
async function seesStalls(): Promise<readonly BenchResult[]> {
  const ours = await withServer("stalls-once.js", (url) =>
    drive(url, { path: "/", connections, open: { arrivals: "even", rate: stallRate }, ...window }),
  );
  const bare = await withServer("stalls-once.js", (url) => askBareAutocannon([url, 10, 1, 10]));
  const error = 100 * Math.abs(ours.latency.micros.p99 / stallP99Micros - 1);
  return [
    figure("a stall of 1 s in 10 s, error of p99 against 0.9 s", error, 3, "%"),
    figure("the same by bare autocannon in a closed loop, p99", bare.p99Millis, 10, "ms"),
  ];
}

const spinPath = "/?spin=5";
const utilisation = 0.5;

/** A queue whose distribution is known: one server, random arrivals, a constant service time. */
async function agreesWithTheory(): Promise<readonly BenchResult[]> {
  return withServer("exact.js", async (url) => {
    const closed = { path: spinPath, connections: 4, warmupSeconds: 1, measuredSeconds: 4 } as const;
    const { completedInWindow, windowSeconds } = await drive(url, closed);
    const serviceSeconds = windowSeconds / completedInWindow;
    const open = { arrivals: "poisson", rate: utilisation / serviceSeconds } as const;
    const { latency } = await drive(url, { path: spinPath, connections, open, warmupSeconds: 2, measuredSeconds: 100 });
    return (["p50", "p95", "p99"] as const).map((name) => {
      const expected = responseQuantileMD1(Number(name.slice(1)) / 100, utilisation) * serviceSeconds * 1e6;
      return figure(
        `M/D/1 at half load, error of ${name}`,
        100 * Math.abs(latency.micros[name] / expected - 1),
        10,
        "%",
      );
    });
  });
}

function figure(name: string, value: number, bound: number, unit: string): BenchResult {
  return { name, value, bound, side: "at most", unit };
}

export const pacing: Bench = {
  name: "pacing",
  describe: "the paced client: its schedule, its cost, and what it sees of stalls and of a queue that is known",
  run: async () => [
    ...(await keepsTime()),
    ...(await arrivesAsItShould()),
    ...(await costsNoMore()),
    ...(await seesStalls()),
    ...(await agreesWithTheory()),
  ],
};
