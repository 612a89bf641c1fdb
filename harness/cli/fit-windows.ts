import { BroadsideError } from "../errors.ts";
import type { Arm } from "../model/index.ts";
import { clock, list } from "../units.ts";

/** A window holds a response so many times over; connections that begin apart make of it a count that hardly depends on when it began. */
const responsesInWindow = 3;
/** By the end of the warm-up each connection has had a response, and all are at another point of the next. */
const responsesInWarmup = 1.2;
/** A response that takes less than this may be slow for a busy machine alone: nothing is refused for it. */
const slowSeconds = 1;

type Lengths = {
  readonly warmupSeconds: number;
  readonly chosenWarmupSeconds?: number;
  readonly measuredSeconds: number;
};

/** What was said of the times, which is not changed; a warm-up of null is a baseline's, which no option says. */
export type GivenTimes = { readonly duration?: number | undefined; readonly warmup?: number | null | undefined };

/**
 * Warm-up and window that are long enough for an app whose slowest response takes `answerSeconds`: as planned, or longer
 * where the user left that open. `note` tells of it. A load that changes over the window keeps its window.
 * @throws BroadsideError `bad-option` when the window that was asked for is shorter than a response
 */
export function fitWindows<Planned extends Lengths>(
  planned: Planned,
  { answerSeconds, arms }: { readonly answerSeconds: number; readonly arms: readonly Arm[] },
  { duration, warmup }: GivenTimes,
  note: (line: string) => void,
): Planned {
  const needed = {
    measuredSeconds: Math.ceil(2 * responsesInWindow * answerSeconds) / 2,
    warmupSeconds: Math.ceil(2 * responsesInWarmup * answerSeconds) / 2,
  };
  if (duration !== undefined && planned.measuredSeconds < answerSeconds && answerSeconds >= slowSeconds) {
    throw new BroadsideError(
      "bad-option",
      `--duration is ${clock(duration)}, but the app took ${clock(answerSeconds)} for one response: the window is too short to measure it`,
      warmup === null
        ? `Give --duration ${needed.measuredSeconds}s or more, or drop it to have it chosen.`
        : `Give --duration ${needed.measuredSeconds}s --warmup ${needed.warmupSeconds}s or more, or drop both to have them chosen.`,
    );
  }
  if (typeof warmup === "number" && planned.warmupSeconds < answerSeconds && answerSeconds >= slowSeconds) {
    note(
      `--warmup is ${clock(warmup)}, but a response takes ${clock(answerSeconds)}: the window includes the start of the load, so figures may be too low. Give --warmup ${needed.warmupSeconds}s or more, or drop it to have it chosen`,
    );
  }
  const isChanging = arms.some(({ load }) => load.kind === "open" && load.profile.length > 1);
  const fitted = {
    ...planned,
    ...(duration === undefined && !isChanging && planned.measuredSeconds < needed.measuredSeconds
      ? { measuredSeconds: needed.measuredSeconds }
      : {}),
    ...(typeof warmup !== "number" && planned.warmupSeconds < responsesInWarmup * answerSeconds
      ? { warmupSeconds: needed.warmupSeconds, chosenWarmupSeconds: planned.warmupSeconds }
      : {}),
  };
  const changed = [
    changeInWords("measured", planned.measuredSeconds, fitted.measuredSeconds),
    changeInWords("warmed up", planned.warmupSeconds, fitted.warmupSeconds),
  ].filter((words) => words !== null);
  if (changed.length > 0) note(`a response takes ${clock(answerSeconds)}: each trial is ${list(changed)}`);
  return fitted;
}

/** `measured for 10 s rather than 3 s`; null where nothing has changed. */
function changeInWords(what: string, planned: number, fitted: number): string | null {
  return planned === fitted ? null : `${what} for ${clock(fitted)} rather than ${clock(planned)}`;
}
