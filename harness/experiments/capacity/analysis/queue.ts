import type { OfferedPoint, QueueModel } from "../result.ts";
import { fitLine } from "../../../stats/line.ts";
import { median } from "../../../stats/quantile.ts";
import { erlangC } from "../../../stats/queueing.ts";

/** Rates below the held one from which a queue may be fitted, at least. */
const fewestRates = 3;
/** How far off the held-out rate it may be. */
const tolerance = 0.2;

/**
 * A queue fitted to the rates below the held one, if it predicts the mean latency at that: latency = base + variability ×
 * wait of M/M/c (Allen & Cunneen; Kingman's formula for one server). Null where it does not, or there are too few rates.
 */
export function queueOf(
  points: readonly OfferedPoint[],
  heldRate: number,
  servers: number,
  saturation: number,
): QueueModel | null {
  const serviceSeconds = servers / saturation;
  const steady = points.filter(({ isSteady, errorShare }) => isSteady && errorShare === 0);
  const lower = steady.filter(({ offered }) => offered < heldRate);
  const own = steady.filter(({ offered }) => offered === heldRate);
  if (new Set(lower.map(({ offered }) => offered)).size < fewestRates || own.length === 0) return null;
  if (heldRate >= saturation) return null;
  const waitAt = (rate: number): number => meanWaitMicros(rate, servers, serviceSeconds);
  const { slope, intercept } = fitLine(lower.map(({ offered, meanMicros }) => ({ x: waitAt(offered), y: meanMicros })));
  if (!(slope > 0 && intercept > 0)) return null;
  const predictedMicros = intercept + slope * waitAt(heldRate);
  const foundMicros = median(own.map(({ meanMicros }) => meanMicros));
  if (Math.abs(predictedMicros / foundMicros - 1) > tolerance) return null;
  const serviceMicros = serviceSeconds * 1e6;
  return { servers, serviceMicros, baseMicros: intercept, variability: slope, predictedMicros, foundMicros };
}

/** Mean wait for one of `servers`, each of which takes an exponential time, at `rate` requests a second. */
function meanWaitMicros(rate: number, servers: number, serviceSeconds: number): number {
  const load = rate * serviceSeconds;
  return (erlangC(servers, load) * serviceSeconds * 1e6) / (servers - load);
}
