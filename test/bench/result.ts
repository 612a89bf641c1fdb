/** A figure of the program itself, held to a bound. */
export type BenchResult = {
  readonly name: string;
  readonly value: number;
  readonly bound: number;
  /** Whether the value must stay at or below the bound, or reach it. */
  readonly side: "at most" | "at least";
  readonly unit: string;
};

export type Bench = {
  readonly name: string;
  readonly describe: string;
  /** Takes longer than some minutes: run only when it is named, or the part of its name before a hyphen. */
  readonly isLong?: boolean;
  readonly run: () => Promise<readonly BenchResult[]>;
};

export function holds({ value, bound, side }: BenchResult): boolean {
  return side === "at most" ? value <= bound : value >= bound;
}

/** The middle value, the mean of the two middle ones for an even count. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}
