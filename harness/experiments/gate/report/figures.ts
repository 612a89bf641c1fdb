import type { Estimate, GatedMetric, MetricUnit } from "../../../model/index.ts";
import { percent, quantity } from "../../../units.ts";
import { none, withInterval } from "../../../../reports/figures.ts";

/** Head against base: `−4.8% [−5.6%, −3.9%]`. */
export function changeOf({ ratio }: GatedMetric): string {
  const { value, low, high } = ratio;
  const interval = low === null || high === null ? "" : ` [${signed(low - 1)}, ${signed(high - 1)}]`;
  return `${signed(value - 1)}${interval}`;
}

function signed(share: number): string {
  if (share === 0) return "0%";
  return `${share < 0 ? "−" : "+"}${percent(Math.abs(share), 2)}`;
}

/** The worsening that the data allow at most; nothing where there is no bound. */
export function atMostOf({ worseByAtMost }: GatedMetric): string {
  return worseByAtMost === null ? none : percent(Math.max(0, worseByAtMost), 2);
}

/** The median of one side. */
export function sideOf(one: GatedMetric, side: "base" | "head"): string {
  return quantity(one[side].value, one.metric.unit);
}

/** What a requirement found; nothing where nothing was measured. */
export function foundIn(found: Estimate | null, unit: MetricUnit): string {
  return found === null ? none : withInterval(found, unit);
}
