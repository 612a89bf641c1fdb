import { doubtInWords, type MeasuredTrial, type Seal, type Severity, type Warning } from "../model/index.ts";
import { median } from "../stats/quantile.ts";

/** Share of the machine's CPU time, median over trials, from which its loss may explain whatever else was found. */
const crowdedShare = 0.25;

/** What can take a machine away from what is measured on it, by the code of its warning. */
const losses: ReadonlyMap<string, (trial: MeasuredTrial) => number | null> = new Map(
  Object.entries({
    "foreign-cpu": ({ machine }: MeasuredTrial) => machine.foreignCpuShare,
    "cpu-stolen": ({ machine }: MeasuredTrial) => machine.stealShare,
  }),
);

const gravity: Readonly<Record<Severity, number>> = { invalid: 0, suspect: 1, note: 2 };

/** Whether it says that so much of the machine was taken away that the rest may follow from that. */
function isMachineTaken({ code }: Warning, trials: readonly MeasuredTrial[]): boolean {
  const shareOf = losses.get(code);
  return shareOf !== undefined && median(trials.map((trial) => shareOf(trial) ?? 0)) >= crowdedShare;
}

/**
 * Warnings by what explains the rest: that the machine was taken away first, then the gravest; within each in the order
 * given.
 */
export function causesFirst(warnings: readonly Warning[], trials: readonly MeasuredTrial[]): readonly Warning[] {
  const rank = (warning: Warning): number => (isMachineTaken(warning, trials) ? -1 : gravity[warning.severity]);
  return warnings.toSorted((a, b) => rank(a) - rank(b));
}

/** Why nothing can be believed, in words: what likely caused it first, then what ruled it out. Empty where nothing did. */
export function whyInvalid({ reasons }: Seal): string {
  const [first] = reasons;
  const grave = reasons.find(({ severity }) => severity === "invalid");
  if (first === undefined || grave === undefined) return "";
  return first === grave
    ? doubtInWords(grave)
    : `${doubtInWords(first)} That may explain the rest: ${doubtInWords(grave)}`;
}
