import { BroadsideError } from "../errors.ts";

/**
 * What a text says that was given for an option, which is called as it is typed: `duration`.
 * @throws BroadsideError `bad-option` for one that says nothing
 */
export type Parse<Value> = (text: string, option: string) => Value;

type Range = { readonly min: number; readonly max: number };

/** Throws `bad-option`: what was found, and what would be right. */
export function refuse(option: string, found: string, right: string): never {
  throw new BroadsideError("bad-option", `--${option} is ${JSON.stringify(found)}`, `It takes ${right}.`);
}

/** A whole number within a range. */
export function wholeNumber(range: Range): Parse<number> {
  return (text, option) => {
    const value = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
    return isWithin(value, range) ? value : refuse(option, text, `a whole number from ${range.min} to ${range.max}`);
  };
}

/** Whole numbers by comma, each within the range, none twice. */
export function wholeNumbers(range: Range): Parse<readonly number[]> {
  const each = wholeNumber(range);
  return (text, option) => {
    const values = text.split(",").map((part) => each(part, option));
    return new Set(values).size === values.length ? values : refuse(option, text, "each number once");
  };
}

/** A share above 0 and below 1, from `5%` or `0.05`. */
export const share: Parse<number> = (text, option) => {
  const [, digits, sign] = /^(\d+(?:\.\d+)?)(%?)$/.exec(text.trim()) ?? [];
  const value = digits === undefined ? Number.NaN : sign === "%" ? Number(digits) / 100 : Number(digits);
  return value > 0 && value < 1 ? value : refuse(option, text, "a share above 0% and below 100%, such as 5% or 0.05");
};

const millisIn: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, "": 1_000 };

/** Times to show, of which those within a range are shown. */
const someTimes = ["3s", "500ms", "30s", "5m"];

/** A time in seconds, from `3`, `3s`, `500ms`, `1m` or `1h`. */
export function seconds(range: Range): Parse<number> {
  return (text, option) => {
    const value = secondsIn(text);
    if (isWithin(value, range)) return value;
    const examples = someTimes.filter((time) => isWithin(secondsIn(time), range)).slice(0, 2);
    const such = examples.length === 0 ? "" : `, such as ${examples.join(" or ")}`;
    return refuse(option, text, `a time from ${range.min} s to ${range.max} s${such}`);
  };
}

function secondsIn(text: string): number {
  const [, digits, unit = ""] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text.trim()) ?? [];
  return digits === undefined ? Number.NaN : (Number(digits) * (millisIn[unit] ?? Number.NaN)) / 1_000;
}

function isWithin(value: number, { min, max }: Range): boolean {
  return value >= min && value <= max;
}
