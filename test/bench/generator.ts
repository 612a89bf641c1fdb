import { startGenerator } from "../../harness/load/client.ts";
import type { LoadJob } from "../../harness/load/job.ts";
import { askBareAutocannon, exited, forkNeighbour, nextMessage, numberIn } from "./neighbour.ts";
import { type Bench, type BenchResult, median } from "./result.ts";

type Cost = { readonly requestsPerSecond: number; readonly cpuMicrosPerRequest: number };

const pairs = 5;
const connections = 32;
const warmupSeconds = 1;
const measuredSeconds = 2;
const leastThroughputRatio = 0.97;
const mostCpuRatio = 1.1;

export const generator: Bench = {
  name: "generator",
  describe: `our generator's cost over bare autocannon's, medians of ${pairs} interleaved pairs of ${measuredSeconds} s`,
  run: compareWithBare,
};

async function compareWithBare(): Promise<readonly BenchResult[]> {
  const server = forkNeighbour("trivial-server");
  try {
    const port = numberIn(await nextMessage(server), "port");
    const url = `http://127.0.0.1:${port}`;
    const throughputRatios: number[] = [];
    const cpuRatios: number[] = [];
    for (let pair = 0; pair < pairs; pair += 1) {
      const bareFirst = pair % 2 === 0;
      const first = bareFirst ? await bareCost(url) : await ourCost(url);
      const second = bareFirst ? await ourCost(url) : await bareCost(url);
      const [bare, ours] = bareFirst ? [first, second] : [second, first];
      throughputRatios.push(ours.requestsPerSecond / bare.requestsPerSecond);
      cpuRatios.push(ours.cpuMicrosPerRequest / bare.cpuMicrosPerRequest);
    }
    const unit = "× bare autocannon";
    return [
      {
        name: "throughput",
        value: median(throughputRatios),
        bound: leastThroughputRatio,
        side: "at least",
        unit,
      },
      {
        name: "CPU time of the generator per request",
        value: median(cpuRatios),
        bound: mostCpuRatio,
        side: "at most",
        unit,
      },
    ];
  } finally {
    server.disconnect();
    await exited(server);
  }
}

async function ourCost(url: string): Promise<Cost> {
  const ours = await startGenerator();
  try {
    const result = await ours.run(jobAt(url), { onWindowStart: () => {}, onWindowEnd: () => {} });
    return {
      requestsPerSecond: result.completedInWindow / result.windowSeconds,
      cpuMicrosPerRequest: result.generatorCpuMicros / result.completedInWindow,
    };
  } finally {
    await ours.close();
  }
}

function bareCost(url: string): Promise<Cost> {
  return askBareAutocannon([url, connections, warmupSeconds, measuredSeconds]);
}

function jobAt(url: string): LoadJob {
  return {
    url,
    requests: [{ name: "root", weight: 1, method: "GET", path: "/", headers: {}, expect: { includes: "ok" } }],
    load: { kind: "closed", connections, connectionMode: "keep-alive", timeoutSeconds: 10 },
    warmupSeconds,
    measuredSeconds,
    seed: 1,
  };
}
