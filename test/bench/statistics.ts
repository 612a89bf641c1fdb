import { judgeSeries, type Series } from "../../harness/experiments/gate/analysis/rule.ts";
import { defaultPairs } from "../../harness/experiments/gate/plan.ts";
import { gateLooks } from "../../harness/experiments/gate/analysis/looks.ts";
import { comparePairs } from "../../harness/stats/all-pairs.ts";
import type { IntervalEstimate } from "../../harness/stats/estimate.ts";
import { hodgesLehmann, hodgesLehmannRatio, hodgesLehmannShift } from "../../harness/stats/hodges-lehmann.ts";
import { holm } from "../../harness/stats/holm.ts";
import { mannWhitneyTest } from "../../harness/stats/mann-whitney.ts";
import { medianInterval } from "../../harness/stats/order-interval.ts";
import { makeRandom, type Random } from "../../harness/stats/random.ts";
import { nominalLevels } from "../../harness/stats/sequential.ts";
import { signedRankTest } from "../../harness/stats/signed-rank.ts";
import { percent, significant } from "../../harness/units.ts";
import { normal } from "./normal.ts";
import type { Bench, BenchResult } from "./result.ts";
import { scalingLaw } from "./scaling-law.ts";
import { verdictLevels } from "../../harness/analysis/verdict-levels.ts";

const sizes = [8, 10, 20];
const repetitions = 10_000;
const testRepetitions = 40_000;
const gateRepetitions = 4_000;
const familyRepetitions = 1_000;

function sample(n: number, draw: () => number): readonly number[] {
  return Array.from({ length: n }, draw);
}

function shareOf(times: number, happens: () => boolean): number {
  let happened = 0;
  for (let repetition = 0; repetition < times; repetition++) if (happens()) happened++;
  return happened / times;
}

/** Standard error of a share seen in so many repetitions. */
function standardError(share: number, times: number): number {
  return Math.sqrt((share * (1 - share)) / times);
}

type Interval = {
  readonly name: string;
  readonly truth: number;
  readonly draw: (n: number, random: Random) => IntervalEstimate;
};

/** What is asked is 95%; each interval states what it has, which cannot be just that where the data are few. */
const intervals: readonly Interval[] = [
  {
    name: "median, normal",
    truth: 0,
    draw: (n, random) => medianInterval(sample(n, () => normal(random))),
  },
  {
    name: "median, log-normal",
    truth: 1,
    draw: (n, random) => medianInterval(sample(n, () => Math.exp(normal(random)))),
  },
  {
    name: "Hodges–Lehmann, normal",
    truth: 0,
    draw: (n, random) => hodgesLehmann(sample(n, () => normal(random))),
  },
  {
    name: "Hodges–Lehmann ratio of pairs, log-normal",
    truth: 1,
    draw: (n, random) =>
      hodgesLehmannRatio(
        Array.from({ length: n }, (): readonly [number, number] => [
          Math.exp(normal(random)),
          Math.exp(normal(random)),
        ]),
      ),
  },
  {
    name: "Hodges–Lehmann shift of two samples, normal",
    truth: 0,
    draw: (n, random) =>
      hodgesLehmannShift(
        sample(n, () => normal(random)),
        sample(n, () => normal(random)),
      ),
  },
];

function coverage({ name, truth, draw }: Interval, n: number): readonly BenchResult[] {
  const random = makeRandom(n);
  let stated = Number.NaN;
  const covered = shareOf(repetitions, () => {
    const { low, high, confidence } = draw(n, random);
    stated = confidence ?? Number.NaN;
    return low !== null && high !== null && low <= truth && truth <= high;
  });
  const title = `coverage of ${name}, n = ${n}, which states ${percent(stated)}`;
  const points = { value: 100 * covered, unit: "%" } as const;
  // An order-statistic interval of few values cannot be nearer to 95% from above.
  const most = Math.max(97, 100 * stated + 0.7);
  return [
    { name: title, ...points, bound: 93, side: "at least" },
    { name: title, ...points, bound: most, side: "at most" },
  ];
}

/** A level, in percent, and what chance adds to it in so many repetitions. */
function withChance(level: number, times: number): number {
  return 100 * (level + 2 * standardError(level, times));
}

function falsePositives(name: string, level: number, times: number, happens: () => boolean): BenchResult {
  return { name, value: 100 * shareOf(times, happens), bound: withChance(level, times), side: "at most", unit: "%" };
}

function levels(): readonly BenchResult[] {
  const random = makeRandom(1);
  const draw = (n: number) => sample(n, () => normal(random));
  return [
    ...sizes.map((n) =>
      falsePositives(
        `false positives of signed-rank at 5%, n = ${n}`,
        0.05,
        testRepetitions,
        () => signedRankTest(draw(n)).pTwoSided <= 0.05,
      ),
    ),
    ...sizes.map((n) =>
      falsePositives(
        `false positives of Mann–Whitney at 5%, ${n} and ${n}`,
        0.05,
        testRepetitions,
        () => mannWhitneyTest(draw(n), draw(n)).pTwoSided <= 0.05,
      ),
    ),
    falsePositives("false claims among all pairs of 5 equal arms at 5%, 8 blocks", 0.05, familyRepetitions, () =>
      comparePairs(
        sample(8, () => 0).map(() => draw(5)),
        { permutations: 999 },
      ).some(({ adjustedP }) => adjustedP <= 0.05),
    ),
  ];
}

type Setting = {
  readonly deviation: number;
  readonly worsening: number;
  readonly outliers: boolean;
};
type Characteristic = Readonly<Record<"pass" | "regression" | "inconclusive" | "pairs", number>>;

/** How alike throughput and CPU per request err: both follow from the same trials. */
const correlation = 0.8;

/** A gate with its default looks and its two default metrics, over and over. */
function characteristicOf({ deviation, worsening, outliers }: Setting): Characteristic {
  const random = makeRandom(Math.round(1_000 * (deviation + worsening)) + (outliers ? 1 : 0));
  const looks = gateLooks(defaultPairs, 2);
  const at = (level: number) => nominalLevels({ level, sides: 1, sizes: looks, shape: "obrien-fleming" });
  const [pass, regression] = [at(verdictLevels.pass), at(verdictLevels.regression)];
  const noise = () => deviation * normal(random) * (outliers && random.nextFloat() < 0.05 ? 5 : 1);
  const counts = { pass: 0, regression: 0, inconclusive: 0 };
  let pairs = 0;
  for (let repetition = 0; repetition < gateRepetitions; repetition++) {
    const shared = sample(defaultPairs, noise);
    const rest = Math.sqrt(1 - correlation ** 2);
    const series = [0, 1].map(() => shared.map((one) => Math.log1p(worsening) + correlation * one + rest * noise()));
    const [outcome, used] = looks.reduce<readonly ["pass" | "regression" | "inconclusive", number]>(
      ([before, size], look, index) => {
        if (before !== "inconclusive") return [before, size];
        const judged = judgeSeries(
          series.map((worsenings) => seriesOf(worsenings.slice(0, look))),
          { pass: pass[index] ?? 0, regression: regression[index] ?? 0 },
        );
        if (judged.some((one) => one.outcome === "regression")) return ["regression", look];
        return [judged.every((one) => one.outcome === "pass") ? "pass" : "inconclusive", look];
      },
      ["inconclusive", 0],
    );
    counts[outcome]++;
    pairs += used;
  }
  return {
    pass: counts.pass / gateRepetitions,
    regression: counts.regression / gateRepetitions,
    inconclusive: counts.inconclusive / gateRepetitions,
    pairs: pairs / gateRepetitions,
  };
}

function seriesOf(worsenings: readonly number[]): Series {
  return { worsenings, tolerance: Math.log1p(0.05), minimalEffect: Math.log1p(0.03) };
}

const spreads = [0.02, 0.03, 0.05, 0.08, 0.1, 0.15];

/** The gate's operating characteristics, as a table and as figures held to bounds. */
function operatingCharacteristics(): readonly BenchResult[] {
  process.stdout.write("  spread of pairs  outliers  worsening   pass  regression  inconclusive  mean pairs\n");
  const results: BenchResult[] = [];
  for (const deviation of spreads) {
    for (const outliers of [false, true]) {
      for (const worsening of [0, 0.03, 0.05, 0.1]) {
        const found = characteristicOf({ deviation, worsening, outliers });
        const { pass, regression, inconclusive, pairs } = found;
        const cells = [pass, regression, inconclusive].map((share) => percent(share, 2));
        process.stdout.write(
          `  ${percent(deviation, 2).padStart(15)}  ${(outliers ? "5% of 5×" : "none").padEnd(8)}  ${percent(worsening, 1).padStart(9)}  ${(cells[0] ?? "").padStart(5)}  ${(cells[1] ?? "").padStart(10)}  ${(cells[2] ?? "").padStart(12)}  ${significant(pairs).padStart(10)}\n`,
        );
        const name = `at ${percent(worsening, 1)}, spread ${percent(deviation, 2)}${outliers ? ", with outliers" : ""}`;
        if (worsening === 0) {
          results.push({
            name: `false regressions ${name}`,
            value: 100 * regression,
            bound: withChance(verdictLevels.regression, gateRepetitions),
            side: "at most",
            unit: "%",
          });
        }
        if (worsening === 0.1) {
          results.push({ name: `wrong passes ${name}`, value: 100 * pass, bound: 1, side: "at most", unit: "%" });
        }
        if (worsening === 0.1 && deviation <= 0.05 && !outliers) {
          results.push({
            name: `regressions found ${name}`,
            value: 100 * regression,
            bound: 90,
            side: "at least",
            unit: "%",
          });
        }
      }
    }
  }
  return results;
}

/** How often an absolute figure of the same code, held to a baseline of another session, is called a regression. */
function sessions(): readonly BenchResult[] {
  return [0, 0.03, 0.05].map((difference) => {
    const random = makeRandom(11);
    const wrong = shareOf(gateRepetitions, () => {
      const slower = difference * normal(random);
      const figures = ["throughput", "CPU per request"].map(() => ({
        earlier: sample(8, () => 0.02 * normal(random)),
        now: sample(8, () => slower + 0.02 * normal(random)),
      }));
      const adjusted = holm(figures.map(({ now, earlier }) => mannWhitneyTest(now, earlier).pGreater));
      return figures.some(
        ({ now, earlier }, index) =>
          (adjusted[index] ?? 1) <= verdictLevels.regression &&
          hodgesLehmannShift(now, earlier).value >= Math.log1p(0.03),
      );
    });
    return {
      name: `absolute figures of the same code called a regression, sessions differing by ${percent(difference, 1)}`,
      value: 100 * wrong,
      bound: difference === 0 ? withChance(verdictLevels.regression, gateRepetitions) : 100,
      side: "at most",
      unit: "%",
    };
  });
}

export const statistics: Bench = {
  name: "statistics",
  describe: "intervals, tests, the gate's rule and the law of scaling on simulated data, seeded",
  run: async () => [
    ...intervals.flatMap((interval) => sizes.flatMap((n) => coverage(interval, n))),
    ...levels(),
    ...operatingCharacteristics(),
    ...sessions(),
    ...scalingLaw(),
  ],
};
