import { fitLaw } from "../../harness/experiments/capacity/analysis/scaling-law.ts";
import { makeRandom } from "../../harness/stats/random.ts";
import { predictedThroughput } from "../../harness/stats/scalability.ts";
import { normal } from "./normal.ts";
import type { BenchResult } from "./result.ts";

type Curve = (workers: number) => number;

const repetitions = 40;
/** Of one noise and one number of blocks, which have nothing to be added up with. */
const repetitionsAlone = 400;
const noises = [0.02, 0.03, 0.05];
const blockCounts = [3, 5, 8, 12];
const countsOf: readonly (readonly number[])[] = [
  [1, 2, 3, 4, 6, 8],
  [1, 2, 4, 6, 8, 12, 16],
  [1, 2, 3, 4, 6, 8, 12, 16],
];

function law(sigma: number, kappa: number): Curve {
  return (workers) => predictedThroughput({ gamma: 100, sigma, kappa }, workers);
}

/** Straight, Amdahl's, and with coherency up to a peak at 9 and at 14 workers. */
const laws: readonly Curve[] = [
  law(0, 0),
  law(0.01, 0),
  law(0.05, 0),
  law(0.2, 0),
  law(0.05, 1e-4),
  law(0.02, 0.001),
  law(0.02, 0.005),
  law(0.02, 0.012),
];

/** What machines do that follow no such law, by the largest number of workers that is measured. */
const departures: Readonly<Record<string, (largest: number) => Curve>> = {
  "cores are used up at half of the workers": (largest) => (n) => 100 * Math.min(n, largest / 2),
  "cores are used up at three quarters": (largest) => (n) => 100 * Math.min(n, 0.75 * largest),
  "a second socket gives a tenth": (largest) => (n) =>
    n <= largest / 2 ? law(0.03, 0)(n) : law(0.03, 0)(largest / 2) * (1 + 0.1 * (n / (largest / 2) - 1)),
  "a fifth is lost beyond half of the workers": (largest) => (n) => law(0.03, 0)(n) * (n > largest / 2 ? 0.8 : 1),
  "four workers give 15% less": () => (n) => law(0.05, 0)(n) * (n === 4 ? 0.85 : 1),
  "it collapses at the largest count": (largest) => (n) => law(0.03, 0)(n) * (n >= largest ? 0.7 : 1),
  "it grows with the logarithm": () => (n) => 100 * (1 + Math.log(n)),
  "it grows with a power": () => (n) => 100 * n ** 0.8,
  "it grows faster than the workers": () => (n) => 100 * n ** 1.1,
};

/** What became of many simulated searches of one curve. */
type Tally = {
  readonly runs: number;
  readonly shown: number;
  /** By number of workers: how often a band was shown there, and how often it held the truth. */
  readonly bands: ReadonlyMap<number, { readonly shown: number; readonly held: number }>;
};

function simulate(curve: Curve, counts: readonly number[], noise: number, blocks: number, runs = repetitions): Tally {
  const random = makeRandom(Math.round(1_000 * noise) + 100 * blocks + counts.length);
  const bands = new Map<number, { shown: number; held: number }>();
  let shown = 0;
  for (let run = 0; run < runs; run += 1) {
    const trials = Array.from({ length: blocks }, (_, block) =>
      counts.map((workers) => ({ workers, block, throughput: curve(workers) * Math.exp(noise * normal(random)) })),
    ).flat();
    const { model } = fitLaw(trials);
    if (model !== null) shown += 1;
    for (const { workers, low, high } of model?.curve ?? []) {
      const band = bands.get(workers) ?? { shown: 0, held: 0 };
      band.shown += 1;
      if (low <= curve(workers) && curve(workers) <= high) band.held += 1;
      bands.set(workers, band);
    }
  }
  return { runs, shown, bands };
}

function together(tallies: readonly Tally[]): Tally {
  const workers = [...new Set(tallies.flatMap(({ bands }) => [...bands.keys()]))];
  const sum = (read: (tally: Tally) => number): number => tallies.reduce((total, tally) => total + read(tally), 0);
  return {
    runs: sum(({ runs }) => runs),
    shown: sum(({ shown }) => shown),
    bands: new Map(
      workers.map((count) => [
        count,
        {
          shown: sum(({ bands }) => bands.get(count)?.shown ?? 0),
          held: sum(({ bands }) => bands.get(count)?.held ?? 0),
        },
      ]),
    ),
  };
}

/** All noises and numbers of blocks. */
function everywhere(curve: Curve, counts: readonly number[]): Tally {
  return together(noises.flatMap((noise) => blockCounts.map((blocks) => simulate(curve, counts, noise, blocks))));
}

/** Smallest share of bands that held the truth, over numbers of workers of which at least a tenth of the runs spoke. */
function worstCoverage({ bands, runs }: Tally): number {
  const shares = [...bands.values()].filter(({ shown }) => shown >= runs / 10).map(({ held, shown }) => held / shown);
  return Math.min(1, ...shares);
}

/** Largest share of all runs in which a band was shown that did not hold the truth, over numbers of workers. */
function worstClaim({ bands, runs }: Tally): number {
  return Math.max(0, ...[...bands.values()].map(({ held, shown }) => (shown - held) / runs));
}

/** The law of scaling on simulated searches of known laws and of known departures from them. */
export function scalingLaw(): readonly BenchResult[] {
  const known = countsOf.map((counts) => laws.map((curve) => everywhere(curve, counts)));
  const coverage = countsOf.map((counts, index) => ({
    name: `coverage of the law of scaling at the worst number of workers and law, ${counts.length} counts`,
    value: 100 * Math.min(...(known[index] ?? []).map(worstCoverage)),
    bound: 93,
    side: "at least",
    unit: "%",
  })) satisfies readonly BenchResult[];
  const refused = Object.entries(departures).map(([name, of]) => {
    const claims = countsOf.map((counts) => worstClaim(everywhere(of(counts.at(-1) ?? 0), counts)));
    return {
      name: `refused, or holds the truth, at the worst number of workers where ${name}`,
      value: 100 * (1 - Math.max(...claims)),
      bound: 90,
      side: "at least",
      unit: "%",
    };
  }) satisfies readonly BenchResult[];
  const wide = countsOf.at(-1) ?? [];
  const shown = laws
    .map((curve) => simulate(curve, wide, 0.03, 8, repetitionsAlone))
    .map((tally) => tally.shown / tally.runs);
  return [
    ...coverage,
    ...refused,
    {
      name: "a law that is true is shown, 8 counts, 8 blocks, 3% noise, the worst of them",
      value: 100 * Math.min(...shown),
      bound: 80,
      side: "at least",
      unit: "%",
    },
  ];
}
