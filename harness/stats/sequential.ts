import { normalCdf, normalDensity, normalQuantile } from "./normal.ts";

/** How a design spends its level: next to nothing on early looks, or evenly. */
export type BoundaryShape = "obrien-fleming" | "pocock";

export type SequentialDesign = {
  /** Chance, at most, of a false claim over all the looks. */
  readonly level: number;
  readonly sides: 1 | 2;
  /** Sample sizes at the looks, ascending. They need not be evenly spaced. */
  readonly sizes: readonly number[];
  readonly shape: BoundaryShape;
};

/** Steps of the grid on which a density is kept, an even number for Simpson's rule. */
const gridSteps = 160;
/** How far the density is followed, in standard deviations. */
const reach = 8;

/**
 * The p at or below which to stop at each look, so that the level holds over all of them. Boundaries of Wang & Tsiatis
 * (Biometrics 43, 1987) on the z scale, C·t^(Δ − ½) at information fraction t: Δ = 0 is O'Brien & Fleming's (Biometrics
 * 35, 1979), Δ = ½ Pocock's (Biometrika 64, 1977). C is found by integrating the density of the statistic from look to
 * look (Armitage, McPherson & Rowe, JRSS A 132, 1969).
 * @throws RangeError for a level outside 0 to 1, or sizes that do not ascend from above 0.
 */
export function nominalLevels({ level, sides, sizes, shape }: SequentialDesign): readonly number[] {
  checkDesign(level, sizes);
  const last = sizes.at(-1) ?? 1;
  const fractions = sizes.map((size) => size / last);
  const exponent = shape === "pocock" ? 0 : -0.5;
  const boundaryAt = (constant: number): readonly number[] => fractions.map((t) => constant * t ** exponent);
  let low = normalQuantile(1 - level / sides);
  let high = low + 3;
  while (high - low > 1e-7) {
    const middle = (low + high) / 2;
    if (crossingProbability(boundaryAt(middle), fractions, sides) > level) low = middle;
    else high = middle;
  }
  return sizes.length === 1 ? [level] : boundaryAt(high).map((z) => sides * normalCdf(-z));
}

function checkDesign(level: number, sizes: readonly number[]): void {
  const ascends = sizes.every((size, index) => size > (sizes[index - 1] ?? 0));
  if (!(level > 0 && level < 1) || sizes.length === 0 || !ascends) {
    throw new RangeError(`No design has level ${level} and looks at ${sizes.join(", ")}.`);
  }
}

/** Chance that a Brownian motion crosses the boundary at one of the looks; z-scale boundary, information fractions. */
function crossingProbability(boundary: readonly number[], fractions: readonly number[], sides: 1 | 2): number {
  let crossed = 0;
  let grid: readonly Point[] = [{ at: 0, mass: 1 }];
  let before = 0;
  for (const [look, fraction] of fractions.entries()) {
    const step = Math.sqrt(fraction - before);
    const edge = (boundary[look] ?? 0) * Math.sqrt(fraction);
    for (const { at, mass } of grid) {
      crossed += mass * normalCdf((at - edge) / step);
      if (sides === 2) crossed += mass * normalCdf((-edge - at) / step);
    }
    if (look + 1 < fractions.length) {
      const floor = sides === 2 ? -edge : -reach * Math.sqrt(fraction);
      grid = advance(grid, step, floor, edge);
    }
    before = fraction;
  }
  return crossed;
}

/** Probability mass at a point: a density times its weight in Simpson's rule. */
type Point = { readonly at: number; readonly mass: number };

/** The density of what has not crossed, one look on, between `floor` and `edge`. */
function advance(grid: readonly Point[], step: number, floor: number, edge: number): readonly Point[] {
  const width = (edge - floor) / gridSteps;
  return Array.from({ length: gridSteps + 1 }, (_, index) => {
    const at = floor + index * width;
    let density = 0;
    for (const from of grid) density += from.mass * (normalDensity((at - from.at) / step) / step);
    const weight = index === 0 || index === gridSteps ? 1 : index % 2 === 1 ? 4 : 2;
    return { at, mass: (density * weight * width) / 3 };
  });
}
