import type { ArrivalProcess, RatePoint } from "../model/index.ts";
import { makeRandom } from "../stats/random.ts";
import type { Share } from "./job.ts";

export type ArrivalPlan = {
  readonly process: ArrivalProcess;
  /** Rate over time from the start of the measured window: straight lines between points, flat after the last. */
  readonly profile: readonly RatePoint[];
  /** Before the window, at the profile's first rate. */
  readonly warmupSeconds: number;
  readonly seed: number;
  /** Whose turns are asked for, where several generators take turns with the arrivals; all when absent. */
  readonly share?: Share;
};

/** The intended times of requests as in {@link makeAllArrivals}, of one generator's turns alone. */
export function makeArrivals(plan: ArrivalPlan): () => number {
  const nextOfAll = makeAllArrivals(plan);
  const { index, of } = plan.share ?? { index: 0, of: 1 };
  let others = index;
  return () => {
    for (; others > 0; others -= 1) nextOfAll();
    others = of - 1;
    return nextOfAll();
  };
}

/**
 * The intended times of requests, seconds from the start of the warm-up, one a call, for ever or until `Infinity`.
 * A Poisson process of a rate that changes is one of rate 1 on a clock that runs with the rate (Çinlar, Introduction
 * to Stochastic Processes, 1975, §4.7); even arrivals are one at each whole expected request.
 */
function makeAllArrivals({ process, profile, warmupSeconds, seed }: ArrivalPlan): () => number {
  const random = makeRandom(seed);
  const gap = process === "poisson" ? (): number => -Math.log(1 - random.nextFloat()) : (): number => 1;
  const segments = segmentsOf(profile, warmupSeconds);
  let expected = process === "poisson" ? gap() : 0.5;
  return () => {
    for (let [first, second] = segments; first !== undefined; [first, second] = segments) {
      const seconds = secondsFor(first, Math.max(0, expected - first.before));
      if (second === undefined || first.startSeconds + seconds < second.startSeconds) {
        expected += gap();
        return first.startSeconds + seconds;
      }
      segments.shift();
    }
    return Infinity;
  };
}

/** Resolution of the times that are kept. */
const shortestSeconds = 1e-6;

type Segment = {
  readonly startSeconds: number;
  /** Requests expected before it. */
  readonly before: number;
  /** At its start, requests per second. */
  readonly rate: number;
  /** Change of the rate per second. */
  readonly slope: number;
};

function segmentsOf(profile: readonly RatePoint[], warmupSeconds: number): Segment[] {
  const [first] = profile;
  if (first === undefined) throw new RangeError("A profile has at least one point.");
  const shifted = profile.map(({ seconds, rate }) => ({ seconds: seconds + warmupSeconds, rate }));
  const points = [{ seconds: 0, rate: first.rate }, ...shifted];
  let before = 0;
  return points.flatMap(({ seconds, rate }, index) => {
    const next = points[index + 1];
    const length = next === undefined ? Infinity : next.seconds - seconds;
    // A step is two points at one time, as far as the clock can tell.
    if (length < shortestSeconds) return [];
    const segment = {
      startSeconds: seconds,
      before,
      rate,
      slope: next === undefined ? 0 : (next.rate - rate) / length,
    };
    if (next !== undefined) before += (length * (rate + next.rate)) / 2;
    return [segment];
  });
}

/** How long a segment takes to bring so many requests. */
function secondsFor({ rate, slope }: Segment, requests: number): number {
  const discriminant = rate * rate + 2 * slope * requests;
  // A rate that falls to nothing may never bring so many.
  if (discriminant < 0) return Infinity;
  const divisor = rate + Math.sqrt(discriminant);
  return divisor === 0 ? Infinity : (2 * requests) / divisor;
}
