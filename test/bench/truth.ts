import { askOverBareSocket } from "./bare-socket.ts";
import { drive, withServer } from "./drive.ts";
import { median, type Bench, type BenchResult } from "./result.ts";

const repetitions = 3;
const measuredSeconds = 6;

/** Servers whose service time is known, one request at a time, so that nothing waits for anything else. */
const truths = [
  { name: "answers after exactly 20 ms", path: "/?wait=20", micros: 20_000 },
  { name: "spins for 5 ms", path: "/?spin=5", micros: 5_000 },
] as const;

type Truth = (typeof truths)[number];

const shares = { p50: 0.5, p99: 0.99 } as const;

type Seen = { readonly p50: number; readonly p99: number };

/** Within 1 ms or 3%, whichever is wider. */
function toleranceMicros(micros: number): number {
  return Math.max(1_000, 0.03 * micros);
}

/** The smallest value that the share of all does not exceed, as HDR histograms define it. */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
}

/** What our generator and a bare socket see of the same server, one after the other. */
function look({ path, micros }: Truth): Promise<{ readonly ours: Seen; readonly bare: Seen }> {
  return withServer("exact.js", async (url) => {
    const { latency } = await drive(url, { path, connections: 1, warmupSeconds: 2, measuredSeconds });
    const times = await askOverBareSocket(url, path, Math.round((measuredSeconds * 1e6) / micros));
    return { ours: latency.micros, bare: { p50: quantile(times, shares.p50), p99: quantile(times, shares.p99) } };
  });
}

async function examine(truth: Truth): Promise<readonly BenchResult[]> {
  const looks: Awaited<ReturnType<typeof look>>[] = [];
  for (let repetition = 0; repetition < repetitions; repetition++) looks.push(await look(truth));
  const bound = toleranceMicros(truth.micros);
  return (["p50", "p99"] as const).flatMap((percentile): readonly BenchResult[] => {
    const error = median(looks.map(({ ours }) => Math.abs(ours[percentile] - truth.micros)));
    const beyond = median(looks.map(({ ours, bare }) => Math.abs(ours[percentile] - bare[percentile])));
    const name = `${truth.name}: ${percentile}`;
    return [
      { name: `${name}, error`, value: error, bound, side: "at most", unit: "µs" },
      { name: `${name}, difference from a bare socket's`, value: beyond, bound, side: "at most", unit: "µs" },
    ];
  });
}

export const truth: Bench = {
  name: "truth",
  describe: `latency of servers whose answer time is known, 1 connection, medians of ${repetitions} trials of ${measuredSeconds} s`,
  run: async () => {
    const results: BenchResult[] = [];
    for (const one of truths) results.push(...(await examine(one)));
    return results;
  },
};
