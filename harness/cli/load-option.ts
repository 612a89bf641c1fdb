import { readFileSync } from "node:fs";
import { BroadsideError, messageOf } from "../errors.ts";
import type { RatePoint } from "../model/index.ts";
import { durationRange } from "./options/numbers.ts";

/** How an open load goes over the measured window. */
export type OpenShape = {
  /** How long it lasts by itself; undefined where it takes any length. */
  readonly seconds?: number;
  readonly profileOver: (measuredSeconds: number) => readonly RatePoint[];
};

/** Far above what one generator can send, so that only slips are refused; what it cannot send is found when it is tried. */
const highestRate = 1_000_000;
/** A gap in a trace that is so many times the usual one is a hole. */
const holeInGaps = 10;
/** Share of the window that a spike takes, in its middle. */
const spikeShare = 0.2;

const forms =
  "closed, open:200, open:ramp:100:500, open:steps:100:200:400, open:spike:100:1000 or open:trace:rates.csv";

function refuse(text: string, right: string): never {
  throw new BroadsideError("bad-option", `--load is ${JSON.stringify(text)}`, right);
}

/**
 * `closed` is null; `open:200` and the other forms are shapes of an open load.
 * @throws BroadsideError `bad-option`
 */
export function parseLoad(text: string): OpenShape | null {
  const [kind, form = "", ...values] = text.trim().split(":");
  if (kind === "closed" && form === "") return null;
  if (kind !== "open" || form === "") refuse(text, `It takes ${forms}.`);
  if (form === "trace") return traceFrom(text, values.join(":"));
  const isNamed = shapes.has(form);
  const rates = (isNamed ? values : [form, ...values]).map((value) => rateIn(text, value));
  const profileOver = shapes.get(isNamed ? form : "steady")?.(rates) ?? null;
  return profileOver === null ? refuse(text, `It takes ${forms}.`) : { profileOver };
}

type ProfileOver = OpenShape["profileOver"];

/** By name: the profile that rates give, or null when there are too few or too many of them. */
const shapes: ReadonlyMap<string, (rates: readonly number[]) => ProfileOver | null> = new Map<
  string,
  (rates: readonly number[]) => ProfileOver | null
>(
  Object.entries<(rates: readonly number[]) => ProfileOver | null>({
    steady: ([rate, ...more]) => (rate === undefined || more.length > 0 ? null : steady(rate).profileOver),
    ramp: ([from, to, ...more]) =>
      from === undefined || to === undefined || more.length > 0
        ? null
        : (seconds) => [
            { seconds: 0, rate: from },
            { seconds, rate: to },
          ],
    steps: (rates) =>
      rates.length < 2
        ? null
        : (seconds) =>
            rates.flatMap((rate, step) => [
              { seconds: (step * seconds) / rates.length, rate },
              { seconds: ((step + 1) * seconds) / rates.length, rate },
            ]),
    spike: ([base, peak, ...more]) =>
      base === undefined || peak === undefined || more.length > 0
        ? null
        : (seconds) => {
            const [from, to] = [(0.5 - spikeShare / 2) * seconds, (0.5 + spikeShare / 2) * seconds];
            return [
              { seconds: 0, rate: base },
              { seconds: from, rate: base },
              { seconds: from, rate: peak },
              { seconds: to, rate: peak },
              { seconds: to, rate: base },
            ];
          },
  }),
);

/** The same rate all the time, requests per second. */
export function steady(rate: number): OpenShape {
  return { profileOver: () => [{ seconds: 0, rate }] };
}

function rateIn(text: string, value: string): number {
  const rate = /^\d+(?:\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
  return rate > 0 && rate <= highestRate
    ? rate
    : refuse(
        text,
        `"${value}" is not a rate: it takes requests per second, above 0 and up to ${highestRate}; or ${forms}.`,
      );
}

/** Rates over time from a file of lines `seconds,rate`; between two lines the rate changes steadily. */
function traceFrom(text: string, path: string): OpenShape {
  const lines = readTrace(text, path)
    .split("\n")
    .map((line, index) => ({ line: line.trim(), number: index + 1 }))
    .filter(({ line, number }) => line !== "" && !line.startsWith("#") && !(number === 1 && /^[a-z]/i.test(line)));
  const profile = lines.map(({ line, number }): RatePoint => {
    const [, seconds, rate] = /^(\d+(?:\.\d+)?)\s*[,;\t ]\s*(\d+(?:\.\d+)?)$/.exec(line) ?? [];
    if (seconds === undefined || rate === undefined || Number(rate) > highestRate) {
      refuse(
        text,
        `Line ${number} of ${path} is "${line.slice(0, 40)}"; each line is seconds and requests per second: 10,250`,
      );
    }
    return { seconds: Number(seconds), rate: Number(rate) };
  });
  profile.forEach(({ seconds }, index) => {
    const before = profile[index - 1]?.seconds ?? (index === 0 ? 0 : Number.NaN);
    if (index === 0 ? seconds !== 0 : seconds < before) {
      const right = index === 0 ? "it must start at 0 seconds" : "times must not decrease";
      refuse(text, `Line ${lines[index]?.number} of ${path} is at ${seconds} s; ${right}.`);
    }
  });
  const gaps = profile.slice(1).map(({ seconds }, index) => seconds - (profile[index]?.seconds ?? 0));
  const usual = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0;
  const hole = gaps.findIndex((gap) => gaps.length > 2 && usual > 0 && gap > holeInGaps * usual);
  if (hole >= 0) {
    refuse(
      text,
      `${path} has a gap: nothing from ${profile[hole]?.seconds} s to ${profile[hole + 1]?.seconds} s; add lines there.`,
    );
  }
  const length = profile.at(-1)?.seconds ?? 0;
  if (length === 0)
    refuse(text, `${path} needs at least two times: give lines of seconds and requests per second, starting at 0.`);
  if (length < durationRange.min || length > durationRange.max) {
    refuse(
      text,
      `${path} lasts ${length} s, but a trial is measured for ${durationRange.min} s to ${durationRange.max} s.`,
    );
  }
  if (profile.every(({ rate }) => rate === 0)) refuse(text, `${path} has no rate above 0.`);
  return { seconds: length, profileOver: () => profile };
}

function readTrace(text: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    return refuse(text, `The trace cannot be read (${messageOf(error)}): name a file of lines such as 10,250`);
  }
}
