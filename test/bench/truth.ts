import type { LoadResult } from "../../harness/model/index.ts";
import { drive } from "./drive.ts";
import { median, type Bench, type BenchResult } from "./result.ts";

const repetitions = 3;

/** Servers whose service time is known, one request at a time, so that nothing waits for anything else. */
const truths = [
  { name: "answers after exactly 20 ms", path: "/?wait=20", micros: 20_000 },
  { name: "spins for 5 ms", path: "/?spin=5", micros: 5_000 },
] as const;

/** Within 1 ms or 3%, whichever is wider. */
function toleranceMicros(micros: number): number {
  return Math.max(1_000, 0.03 * micros);
}

export const truth: Bench = {
  name: "truth",
  describe: `latency of servers whose answer time is known, 1 connection, median of ${repetitions} trials of 6 s`,
  run: async () => {
    const results: BenchResult[] = [];
    for (const { name, path, micros } of truths) {
      const trials: LoadResult[] = [];
      for (let repetition = 0; repetition < repetitions; repetition++) {
        trials.push(await drive({ script: "exact.js", path, connections: 1, warmupSeconds: 2, measuredSeconds: 6 }));
      }
      for (const percentile of ["p50", "p99"] as const) {
        const errors = trials.map((trial) => Math.abs(trial.latency.micros[percentile] - micros));
        const bound = toleranceMicros(micros);
        results.push({
          name: `${name}: error of ${percentile}`,
          value: median(errors),
          bound,
          side: "at most",
          unit: "µs",
        });
      }
    }
    return results;
  },
};
