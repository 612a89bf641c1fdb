import type { ArmCapacity, Crossing } from "../result.ts";

/** Loads at which arms are compared, evenly over those that were tried. */
const loads = 24;

/**
 * At evenly spaced loads, each arm's latency as a multiple of the lowest: along its curve up to the rate that it holds,
 * never beyond. Of a strategy's arms, the one that holds most.
 */
export function crossoverOf(arms: readonly ArmCapacity[]): readonly Crossing[] {
  const curves = bestOfEach(arms).map(({ armId, curve, held }) => ({
    armId,
    curve: curve.filter(({ offered }) => offered <= (held?.rate ?? 0)),
  }));
  const rates = curves.flatMap(({ curve }) => curve.map(({ offered }) => offered));
  if (rates.length === 0) return [];
  const [least, most] = [Math.min(...rates), Math.max(...rates)];
  return Array.from({ length: loads }, (_, step): Crossing => {
    const offered = least + ((most - least) * step) / (loads - 1);
    const found = curves.flatMap(({ armId, curve }) => {
      const micros = latencyAt(curve, offered);
      return micros === null ? [] : [{ armId, micros }];
    });
    const best = Math.min(...found.map(({ micros }) => micros));
    return { offered, arms: found.map(({ armId, micros }) => ({ armId, timesBest: micros / best })) };
  });
}

function bestOfEach(arms: readonly ArmCapacity[]): readonly ArmCapacity[] {
  return [...Map.groupBy(arms, ({ title }) => title).values()].flatMap((own) => {
    const [best] = own.toSorted((a, b) => (b.held?.rate ?? 0) - (a.held?.rate ?? 0));
    return best === undefined ? [] : [best];
  });
}

type Curve = ArmCapacity["curve"];

function latencyAt(curve: Curve, offered: number): number | null {
  const above = curve.findIndex((point) => point.offered >= offered);
  const [low, high] = [curve[above - 1], curve[above]];
  if (high === undefined) return null;
  if (high.offered === offered) return high.micros;
  if (low === undefined) return null;
  const share = (offered - low.offered) / (high.offered - low.offered);
  return Math.exp(Math.log(low.micros) + share * (Math.log(high.micros) - Math.log(low.micros)));
}
