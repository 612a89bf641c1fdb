import type { Estimate, StatedArm, Sweep, SweepPlace, Verdict } from "../model/index.ts";
import { strategyLabel } from "../plan.ts";
import { list, plural, significant } from "../units.ts";
import { cautions, type VerdictInput } from "./verdict.ts";

const modes = { "keep-alive": "kept open", "per-request": "new for each request" } as const;

/** What a sweep says, in words: who spreads less evenly than others, who least of all, and where. */
export function writeSweepVerdict(sweep: Sweep, input: VerdictInput): Verdict {
  const least = leastEven(sweep);
  const details = [
    ...reasonsInWords(sweep, input.run.plan.arms),
    ...(least === null ? [] : [chanceInWords(sweep.places)]),
    ...cautions(input),
  ];
  if (least === null || input.refusal !== null) {
    const refusal = input.refusal ?? "Nothing was measured: no trial has a result.";
    return { headline: refusal, details, bestSet: [], ranked: false };
  }
  return { headline: `${lessEven(sweep)} ${least}`, details, bestSet: [], ranked: true };
}

/**
 * Where each was shown to be less even than another: that nobody was shown to be more even than one is no praise of it,
 * since few trials of a strategy that varies show little.
 */
function lessEven({ rows, places }: Sweep): string {
  const counts = rows.map(({ strategy, cells }) => ({
    strategy,
    count: cells.filter(({ rank }) => rank !== null && rank > 1).length,
  }));
  const found = counts.filter(({ count }) => count > 0).toSorted((a, b) => b.count - a.count);
  const none = counts.filter(({ count }) => count === 0).map(({ strategy }) => strategy);
  if (found.length === 0) return "No strategy was found to spread connections less evenly than another.";
  const where = list(
    found.map(({ strategy, count }) => `${strategy} (${count} of ${plural(places.length, "load point")})`),
  );
  return `Found to spread connections less evenly than another: ${where}${none.length === 0 ? "" : `; nowhere: ${list(none)}`}.`;
}

function leastEven({ rows, places }: Sweep): string | null {
  const all = rows.flatMap(({ strategy, cells }) =>
    cells.map(({ requests }, place) => ({ strategy, requests, place: places[place] })),
  );
  const worst = all.reduce<(typeof all)[number] | null>(
    (most, one) => ((one.requests?.value ?? 0) > (most?.requests?.value ?? 0) ? one : most),
    null,
  );
  if (worst?.requests === undefined || worst.requests === null || worst.place === undefined) return null;
  const { connections, connectionMode } = worst.place;
  const where = `${plural(connections, "connection")}, ${modes[connectionMode]}`;
  return `${worst.strategy} has the largest skew, at ${where}: its busiest worker did ${skewInWords(worst.requests)} times the mean.`;
}

/** Why a strategy spreads as it does, said where the intervals of its skew show it. */
function reasonsInWords({ rows, places }: Sweep, arms: readonly StatedArm[]): readonly string[] {
  return rows.flatMap(({ strategy, cells }) => {
    const reason = arms.find((arm) => strategyLabel(arm) === strategy)?.facts.skew ?? null;
    const where = places.filter(({ connectionMode, byChance }, index) => {
      const { low = null, high = null } = cells[index]?.requests ?? {};
      const isKept = connectionMode === "keep-alive";
      return isKept && low !== null && high !== null && reason?.shows({ low, high }, byChance) === true;
    });
    if (reason === null || where.length === 0) return [];
    return [
      `${strategy} at ${list(where.map(({ connections }) => String(connections)))} connections: ${reason.sentence}.`,
    ];
  });
}

/** What a blind choice would give, to hold the figures against. */
function chanceInWords(places: readonly SweepPlace[]): string {
  const kept = places.filter(({ connectionMode }) => connectionMode === "keep-alive");
  const figures = kept.map(({ byChance, connections }) => `${significant(byChance)} times the mean of ${connections}`);
  return (
    "If each connection goes to a random worker and stays there, as with the kernel's hash, the fullest worker " +
    `holds on average ${list(figures)} connections: a few are uneven by chance. Saturated workers all handle the same number of requests, ` +
    "however unevenly connections are spread; the skew then shows in latency instead."
  );
}

function skewInWords({ value, low, high }: Estimate): string {
  const interval = low === null || high === null ? "" : ` [${significant(low)}, ${significant(high)}]`;
  return `${significant(value)}${interval}`;
}
