/** A figure of the program itself, held to a bound; or one beside it, as it is. */
export type BenchResult = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
} & (
  | {
      /** Whether the value must stay at or below the bound, or reach it. */
      readonly side: "at most" | "at least";
      readonly bound: number;
    }
  | { readonly side: "as it is" }
);

export type Bench = {
  readonly name: string;
  readonly describe: string;
  /** Takes longer than some minutes: run only when it is named, or the part of its name before a hyphen. */
  readonly isLong?: boolean;
  readonly run: () => Promise<readonly BenchResult[]>;
};

export function holds(result: BenchResult): boolean {
  if (result.side === "as it is") return true;
  return result.side === "at most" ? result.value <= result.bound : result.value >= result.bound;
}

/** The middle value, the mean of the two middle ones for an even count. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}
