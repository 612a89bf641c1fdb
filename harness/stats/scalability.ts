/** How much `workers` of something gave. */
export type ScalePoint = {
  readonly workers: number;
  readonly throughput: number;
  /** Of its squared error in the sum; 1 when absent. */
  readonly weight?: number;
};

/** Amdahl's law has contention only; the Universal Scalability Law has coherency as well. */
export type ScalabilityLaw = "amdahl" | "usl";

/** X(N) = γN / (1 + σ(N − 1) + κN(N − 1)). */
export type ScalabilityParameters = {
  /** γ: throughput of one worker, in the unit of the points. */
  readonly gamma: number;
  /** σ ≥ 0: contention, the share of the work that only one worker at a time can do. */
  readonly sigma: number;
  /** κ ≥ 0: coherency, what each pair of workers costs each other; 0 by Amdahl's law. */
  readonly kappa: number;
};

export type ScalabilityFit = ScalabilityParameters & {
  readonly law: ScalabilityLaw;
  readonly residualSumOfSquares: number;
  /** Standard deviation of the residuals, by n − p. */
  readonly residualDeviation: number;
  /** From the Jacobian at the solution; null for what is at its bound, and where there are no degrees of freedom. */
  readonly standardErrors: { readonly [P in keyof ScalabilityParameters]: number | null };
  /** Akaike's criterion for small samples, less is better; infinite with too few points for it. */
  readonly aicc: number;
};

type Vector = readonly number[];

export const freeParameters = { amdahl: 2, usl: 3 } as const satisfies Record<ScalabilityLaw, number>;
const startingSigmas = [0, 0.01, 0.1, 0.5];
const startingKappas = [0, 1e-5, 1e-3, 0.05];
const mostSteps = 500;

/** Throughput that the law predicts for `workers`. */
export function predictedThroughput({ gamma, sigma, kappa }: ScalabilityParameters, workers: number): number {
  return gamma * relativeCapacity(sigma, kappa, workers);
}

/** √((1 − σ)/κ): the number of workers beyond which more of them give less; null when there is none. */
export function peakWorkers({ sigma, kappa }: ScalabilityParameters): number | null {
  return kappa > 0 && sigma < 1 ? Math.sqrt((1 - sigma) / kappa) : null;
}

/**
 * Least squares on the throughput of each point, weighted (N. Gunther, Guerrilla Capacity Planning, 2007), with γ, σ and κ held
 * to what has a meaning (≥ 0), by Levenberg and Marquardt's method from several starts, or from the one that is given.
 * @throws RangeError with fewer points than the law has parameters, or with a point that is not positive.
 */
export function fitScalability(
  points: readonly ScalePoint[],
  law: ScalabilityLaw,
  start?: ScalabilityParameters,
): ScalabilityFit {
  const free = freeParameters[law];
  if (points.length < free) throw new RangeError(`${law} needs at least ${free} points, not ${points.length}.`);
  if (points.some(({ workers, throughput }) => !(workers > 0 && throughput > 0))) {
    throw new RangeError("Workers and throughput are positive.");
  }
  const usual = startingSigmas.flatMap((sigma) =>
    (law === "usl" ? startingKappas : [0]).map((kappa) => [bestGamma(points, sigma, kappa), sigma, kappa]),
  );
  const starts = start === undefined ? usual : [[start.gamma, start.sigma, start.kappa]];
  const [best = []] = starts
    .map((from) => descend(points, from, free))
    .toSorted((a, b) => sumOfSquares(points, a) - sumOfSquares(points, b));
  return describe(points, law, best);
}

function describe(points: readonly ScalePoint[], law: ScalabilityLaw, solution: Vector): ScalabilityFit {
  const [gamma = 0, sigma = 0, kappa = 0] = solution;
  const n = points.length;
  const free = freeParameters[law];
  const residualSumOfSquares = sumOfSquares(points, solution);
  const variance = n > free ? residualSumOfSquares / (n - free) : 0;
  const inner = [0, 1, 2].filter((index) => index < free && (index === 0 || (solution[index] ?? 0) > 0));
  const { normal } = normalEquations(points, solution, inner);
  const error = (parameter: number): number | null => {
    const at = inner.indexOf(parameter);
    if (at < 0 || n <= free) return null;
    const column = solve(
      normal,
      inner.map((_, row) => (row === at ? 1 : 0)),
    )?.[at];
    return column === undefined ? null : Math.sqrt(variance * column);
  };
  const estimated = free + 1;
  const aicc =
    n - estimated - 1 > 0
      ? n * Math.log(residualSumOfSquares / n) + 2 * estimated + (2 * estimated * (estimated + 1)) / (n - estimated - 1)
      : Infinity;
  return {
    law,
    gamma,
    sigma,
    kappa,
    residualSumOfSquares,
    residualDeviation: Math.sqrt(variance),
    standardErrors: { gamma: error(0), sigma: error(1), kappa: error(2) },
    aicc,
  };
}

/** Steps from `start` down to where the sum of squares falls no further. */
function descend(points: readonly ScalePoint[], start: Vector, free: number): Vector {
  let current = start;
  let best = sumOfSquares(points, current);
  let damping = 1e-3;
  for (let step = 0; step < mostSteps && damping < 1e12; step += 1) {
    const { normal, gradient } = normalEquations(points, current, [0, 1, 2].slice(0, free));
    // What lies at its bound and would leave it stays there.
    const inner = gradient.flatMap((slope, index) => ((current[index] ?? 0) <= 0 && slope < 0 ? [] : [index]));
    const damped = inner.map((row) =>
      inner.map((column) => (normal[row]?.[column] ?? 0) * (row === column ? 1 + damping : 1)),
    );
    const change = solve(
      damped,
      inner.map((index) => gradient[index] ?? 0),
    );
    if (change === null) break;
    const next = current.map((value, index) => Math.max(0, value + (change[inner.indexOf(index)] ?? 0)));
    const sum = sumOfSquares(points, next);
    if (!(sum < best)) {
      damping *= 10;
      continue;
    }
    const isDone = best - sum <= 1e-15 * best;
    [current, best, damping] = [next, sum, Math.max(1e-12, damping / 10)];
    if (isDone) break;
  }
  return current;
}

/** JᵀJ and Jᵀ(x − X) for the parameters at `indexes`: γ, σ, κ. */
function normalEquations(
  points: readonly ScalePoint[],
  [gamma = 0, sigma = 0, kappa = 0]: Vector,
  indexes: readonly number[],
): { readonly normal: readonly Vector[]; readonly gradient: Vector } {
  const rows = points.map(({ workers, throughput, weight = 1 }) => {
    const relative = relativeCapacity(sigma, kappa, workers);
    const slope = (-gamma * relative * relative * (workers - 1)) / workers;
    return { weight, residual: throughput - gamma * relative, slopes: [relative, slope, slope * workers] };
  });
  const total = (read: (row: (typeof rows)[number]) => number): number =>
    rows.reduce((sum, row) => sum + row.weight * read(row), 0);
  return {
    normal: indexes.map((a) => indexes.map((b) => total(({ slopes }) => (slopes[a] ?? 0) * (slopes[b] ?? 0)))),
    gradient: indexes.map((a) => total(({ slopes, residual }) => (slopes[a] ?? 0) * residual)),
  };
}

/** Gaussian elimination with scaled diagonal; null when the matrix is singular to working precision. */
function solve(matrix: readonly Vector[], right: Vector): Vector | null {
  const scales = matrix.map((row, index) => Math.sqrt(row[index] ?? 0) || 1);
  const scaleOf = (index: number): number => scales[index] ?? 1;
  const rows = matrix.map((row, index) => [
    ...row.map((value, column) => value / (scaleOf(index) * scaleOf(column))),
    (right[index] ?? 0) / scaleOf(index),
  ]);
  for (let pivot = 0; pivot < rows.length; pivot += 1) {
    const own = rows[pivot] ?? [];
    const head = own[pivot] ?? 0;
    if (Math.abs(head) < 1e-14) return null;
    for (const [index, row] of rows.entries()) {
      if (index === pivot) continue;
      const factor = (row[pivot] ?? 0) / head;
      rows[index] = row.map((value, column) => value - factor * (own[column] ?? 0));
    }
  }
  return rows.map((row, index) => (row.at(-1) ?? 0) / (row[index] ?? 1) / scaleOf(index));
}

function sumOfSquares(points: readonly ScalePoint[], [gamma = 0, sigma = 0, kappa = 0]: Vector): number {
  return points.reduce(
    (sum, { workers, throughput, weight = 1 }) =>
      sum + weight * (throughput - gamma * relativeCapacity(sigma, kappa, workers)) ** 2,
    0,
  );
}

/** The γ that fits best where σ and κ are given. */
function bestGamma(points: readonly ScalePoint[], sigma: number, kappa: number): number {
  let [product, square] = [0, 0];
  for (const { workers, throughput, weight = 1 } of points) {
    const relative = relativeCapacity(sigma, kappa, workers);
    product += weight * throughput * relative;
    square += weight * relative * relative;
  }
  return product / square;
}

function relativeCapacity(sigma: number, kappa: number, workers: number): number {
  return workers / (1 + sigma * (workers - 1) + kappa * workers * (workers - 1));
}
