import type { ArmCapacity, RateEnd, Sizing, SizingCell } from "../result.ts";

/** Loads of the table, as multiples of the most that one machine holds: never far beyond what was measured. */
const multiples = [0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2];

/** A strategy with the arms that it was measured in, in order of workers. */
export type SizedStrategy = { readonly label: string; readonly title: string; readonly arms: readonly ArmCapacity[] };

/**
 * What it takes to hold a load: the fewest workers on one machine, else as many machines as hold it together with the
 * arm that holds most. Machines are multiplied, not measured: they must share nothing that becomes full.
 */
export function sizeLoads(strategies: readonly SizedStrategy[]): Sizing {
  const most = Math.max(0, ...strategies.flatMap(({ arms }) => arms.map(({ held }) => held?.rate ?? 0)));
  const rates = [...new Set(multiples.map((multiple) => roundLoad(most * multiple)))].filter((rate) => rate > 0);
  return {
    labels: strategies.map(({ label }) => label),
    titles: strategies.map(({ title }) => title),
    rows: rates.map((rate) => ({ rate, cells: strategies.map(({ arms }) => cellOf(arms, rate)) })),
  };
}

/** Rounded down to a number that people would name. */
function roundLoad(rate: number): number {
  if (rate <= 0) return 0;
  const decade = 10 ** Math.floor(Math.log10(rate));
  const digits = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8];
  return Number(((digits.findLast((digit) => digit * decade <= rate) ?? 1) * decade).toPrecision(2));
}

type Holding = ArmCapacity & { readonly held: RateEnd };

function cellOf(arms: readonly ArmCapacity[], rate: number): SizingCell {
  const holding = arms.filter((arm): arm is Holding => arm.held !== null);
  const enough = holding.find(({ held }) => held.rate >= rate);
  const chosen = enough ?? holding.toSorted((a, b) => b.held.rate - a.held.rate)[0];
  if (chosen === undefined) {
    return { kind: "refused", reason: arms.map(({ sentence }) => sentence)[0] ?? "It was not measured." };
  }
  const machines = Math.ceil(rate / chosen.held.rate);
  return {
    kind: "machines",
    machines,
    armId: chosen.armId,
    workers: chosen.workers,
    utilisation: rate / (machines * chosen.held.rate),
    memoryBytes: chosen.memoryBytes === null ? null : machines * chosen.memoryBytes,
    isConfirmed: chosen.held.isConfirmed,
    isAtMost: enough === undefined && chosen.isAtLeast,
  };
}
