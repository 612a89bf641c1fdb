/** Mean log throughput of so many workers, of `n` values. */
export type LogPoint = { readonly workers: number; readonly log: number; readonly n: number };

/** Curves through 0 at one worker with up to two shape parameters, each from 0 to 1. */
type Form = {
  readonly shapes: 1 | 2;
  /** Logarithm of the throughput relative to that of one worker. */
  readonly log: (workers: number, first: number, second: number) => number;
};

const forms = {
  usl: { shapes: 2, log: (n, sigma, kappa) => Math.log(n / (1 + sigma * (n - 1) + kappa * n * (n - 1))) },
  contention: { shapes: 1, log: (n, sigma) => Math.log(n / (1 + sigma * (n - 1))) },
  coherency: { shapes: 1, log: (n, kappa) => Math.log(n / (1 + kappa * n * (n - 1))) },
  power: { shapes: 1, log: (n, flattening) => (1 - flattening) * Math.log(n) },
  line: { shapes: 1, log: (n, slope) => Math.log(1 + slope * (n - 1)) },
} as const satisfies Record<string, Form>;

/**
 * `usl` is the Universal Scalability Law, which has Amdahl's and the line through 0 in it; `contention` and `coherency` are its
 * halves; `power` is N to a power up to 1, which grows where those saturate; `line` is any that rises.
 */
export type FormName = keyof typeof forms;

/** A curve, by its form and shape, with the level that fits best and the sum of squares that it leaves. */
type Candidate = {
  readonly form: Form;
  readonly first: number;
  readonly second: number;
  readonly level: number;
  readonly sum: number;
};

export type Range = { readonly low: number; readonly high: number };

/** The curves that points are compatible with. `excess` is a sum of squares beyond the least. */
export type Region = {
  /** The smallest sum of squares, weighted by the number of values, that a curve leaves. */
  readonly leastSquares: number;
  /** Log throughput of so many workers by all curves that leave at most `excess` more. */
  readonly range: (workers: number, excess: number) => Range;
  /** A shape parameter of those curves. */
  readonly shape: (which: "first" | "second", excess: number) => Range;
};

const smallestShape = 1e-7;
const gridSize = 30;
const zooms = 5;
/** On a grid so coarse that hardly a curve of the region is on it, the best so many say where to look closer. */
const fewestKept = 12;

/**
 * The likelihood region of a non-linear regression on logarithms (Bates & Watts, Nonlinear Regression Analysis, 1988, ch. 6),
 * over several forms at once, on grids that close in on it. No more than `largestExcess` may be asked of it.
 */
export function scalingRegion(points: readonly LogPoint[], names: readonly FormName[], largestExcess: number): Region {
  const weight = points.reduce((sum, { n }) => sum + n, 0);
  const candidates = names.flatMap((name) => candidatesOf(points, forms[name], largestExcess));
  const leastSquares = Math.min(...candidates.map(({ sum }) => sum));
  const within = (excess: number) => candidates.filter(({ sum }) => sum <= leastSquares + excess);
  return {
    leastSquares,
    range(workers, excess) {
      let [low, high] = [Infinity, -Infinity];
      for (const { form, first, second, level, sum } of within(excess)) {
        const middle = level + form.log(workers, first, second);
        // What the shape leaves of the excess, the level may take.
        const half = Math.sqrt((leastSquares + excess - sum) / weight);
        low = Math.min(low, middle - half);
        high = Math.max(high, middle + half);
      }
      return { low, high };
    },
    shape(which, excess) {
      const values = within(excess).map((candidate) => candidate[which]);
      return { low: Math.min(...values), high: Math.max(...values) };
    },
  };
}

type Span = readonly [low: number, high: number];

/** Values from one end to the other, even in their logarithms; with 0 where that is an end. */
function axis([low, high]: Span): readonly number[] {
  if (high === 0) return [0];
  const from = Math.max(low, smallestShape);
  const values = Array.from({ length: gridSize }, (_, index) => from * (high / from) ** (index / (gridSize - 1)));
  return low === 0 ? [0, ...values] : values;
}

function candidatesOf(points: readonly LogPoint[], form: Form, excess: number): readonly Candidate[] {
  let [first, second]: readonly [Span, Span] = [
    [0, 1],
    [0, form.shapes === 2 ? 1 : 0],
  ];
  let best = Infinity;
  const found: Candidate[] = [];
  for (let zoom = 0; zoom < zooms; zoom += 1) {
    const [firsts, seconds] = [axis(first), axis(second)];
    const grid = firsts.flatMap((one) => seconds.map((other) => judge(points, form, one, other)));
    best = Math.min(best, ...grid.map(({ sum }) => sum));
    found.push(...grid.filter(({ sum }) => sum <= best + excess));
    const near = grid
      .toSorted((a, b) => a.sum - b.sum)
      .filter(({ sum }, index) => index < fewestKept || sum <= best + excess);
    first = narrowed(
      near.map((one) => one.first),
      firsts,
    );
    second = narrowed(
      near.map((one) => one.second),
      seconds,
    );
  }
  return found.filter(({ sum }) => sum <= best + excess);
}

/** The part of an axis in which the values lie, up to the next grid value on either side. */
function narrowed(values: readonly number[], grid: readonly number[]): Span {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return [grid.findLast((value) => value < low) ?? low, grid.find((value) => value > high) ?? high];
}

function judge(points: readonly LogPoint[], form: Form, first: number, second: number): Candidate {
  let [weight, total] = [0, 0];
  const rests = points.map(({ workers, log, n }) => {
    const rest = log - form.log(workers, first, second);
    weight += n;
    total += n * rest;
    return { rest, n };
  });
  const level = total / weight;
  const sum = rests.reduce((squares, { rest, n }) => squares + n * (rest - level) ** 2, 0);
  return { form, first, second, level, sum };
}
