import { join } from "node:path";
import { fairSettings } from "../../harness/cli/choose/fair.ts";
import { startTarget, type Target } from "../../harness/process/target.ts";
import type { ProbeSample, TargetSpec } from "../../targets/protocol.ts";
import { drive, withServer } from "./drive.ts";
import { median, type Bench, type BenchResult } from "./result.ts";

const rounds = 7;
const load = { path: "/", connections: 32, warmupSeconds: 1, measuredSeconds: 2 } as const;

type Contestant = {
  readonly name: string;
  /** Boots it in front of the server at the URL. */
  readonly boot: (upstream: URL) => Promise<Target>;
};

type Cost = {
  readonly requestsPerSecond: number;
  /** Of the proxy's own process; NaN where that is not Node.js. */
  readonly cpuMicrosPerRequest: number;
};

/** One process of a script of this folder. */
function targetOf(script: string): TargetSpec {
  return {
    strategy: "single",
    options: {},
    workers: 1,
    app: { script: join(import.meta.dirname, script), args: [], env: {} },
    port: 0,
    settings: fairSettings,
    bootTimeoutSeconds: 20,
    isVisited: false,
  };
}

const ours: Contestant = {
  name: "ours",
  boot: ({ origin }) => {
    const spec = targetOf("../../targets/proxy/proxy.ts");
    return startTarget({ ...spec, app: { ...spec.app, args: ["least-connections", origin] } });
  },
};

const rivals: readonly Contestant[] = ["http-proxy-3", "fastify-http-proxy", "fast-proxy"].map((name) => ({
  name,
  boot: ({ origin }) => {
    const spec = targetOf(`proxies/${name}.ts`);
    return startTarget({ ...spec, app: { ...spec.app, env: { UPSTREAM: origin } } });
  },
}));

/** Programs of the machine, each in front of a process of the same server. */
const programs: readonly Contestant[] = ["nginx", "haproxy"].map((strategy) => ({
  name: strategy,
  boot: () => startTarget({ ...targetOf("servers/trivial.js"), strategy }),
}));

async function measureOne({ boot }: Contestant, upstream: URL): Promise<Cost> {
  const target = await boot(upstream);
  try {
    const before = await usage(target);
    const { completedInWindow, windowSeconds } = await drive(target.url, load);
    const after = await usage(target);
    return {
      requestsPerSecond: completedInWindow / windowSeconds,
      cpuMicrosPerRequest: (after.cpuMicros - before.cpuMicros) / (after.requestsFinished - before.requestsFinished),
    };
  } finally {
    await target.stop();
  }
}

type Usage = Pick<ProbeSample, "cpuMicros" | "requestsFinished">;

/** Of the one process that answers and is Node.js. */
async function usage(target: Target): Promise<Usage> {
  const { samples } = await target.sample({ resetDelay: false });
  const [sample] = samples;
  if (sample === undefined) throw new Error("the proxy was not sampled");
  return sample;
}

/** The costs of each contestant in each round; the order turns, so that none is always first. */
async function measureAll(
  contestants: readonly Contestant[],
  upstream: URL,
): Promise<ReadonlyMap<string, readonly Cost[]>> {
  const costs = new Map(contestants.map(({ name }) => [name, [] as Cost[]]));
  for (let round = 0; round < rounds; round += 1) {
    const turn = round % contestants.length;
    const order = [...contestants.slice(turn), ...contestants.slice(0, turn)];
    for (const contestant of order) costs.get(contestant.name)?.push(await measureOne(contestant, upstream));
  }
  return costs;
}

/** Median over the rounds of one contestant's figure over another's. */
function ratioOf(costs: ReadonlyMap<string, readonly Cost[]>, field: keyof Cost, one: string, other: string): number {
  const others = costs.get(other) ?? [];
  return median((costs.get(one) ?? []).map((cost, round) => cost[field] / (others[round]?.[field] ?? Number.NaN)));
}

export const proxy: Bench = {
  name: "proxy",
  describe: `our proxy beside others in front of one trivial server, medians of ${rounds} interleaved rounds of ${load.measuredSeconds} s`,
  run: () =>
    withServer("trivial.js", async (url) => {
      const costs = await measureAll([ours, ...rivals, ...programs], new URL(url));
      const throughput = (one: string, other: string) => ratioOf(costs, "requestsPerSecond", one, other);
      return [
        ...rivals.flatMap(({ name }): readonly BenchResult[] => [
          {
            name: `throughput over that of ${name}`,
            value: throughput("ours", name),
            bound: 1,
            side: "at least",
            unit: "×",
          },
          {
            name: `CPU per request over that of ${name}`,
            value: ratioOf(costs, "cpuMicrosPerRequest", "ours", name),
            bound: 1,
            side: "at most",
            unit: "×",
          },
        ]),
        ...programs.map(({ name }): BenchResult => ({
          name: `throughput of ${name} over ours`,
          value: throughput(name, "ours"),
          side: "as it is",
          unit: "×",
        })),
      ];
    }),
};
