import { BroadsideError } from "../errors.ts";

type Range = { readonly min: number; readonly max: number };

/** Throws `bad-option`: what was found, and what would be right. */
export function refuse(option: string, found: string, right: string): never {
  throw new BroadsideError("bad-option", `--${option} is ${JSON.stringify(found)}`, `It takes ${right}.`);
}

/** A whole number within a range; throws `bad-option` otherwise. */
export function wholeNumber(option: string, text: string, range: Range): number {
  const value = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  return isWithin(value, range) ? value : refuse(option, text, `a whole number from ${range.min} to ${range.max}`);
}

/** Whole numbers by comma, each within the range, none twice. */
export function wholeNumbers(option: string, text: string, range: Range): readonly number[] {
  const values = text.split(",").map((part) => wholeNumber(option, part, range));
  return new Set(values).size === values.length ? values : refuse(option, text, "each number once");
}

/** A share above 0 and below 1, from `5%` or `0.05`. */
export function share(option: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  const [, digits, sign] = /^(\d+(?:\.\d+)?)(%?)$/.exec(text.trim()) ?? [];
  const value = digits === undefined ? Number.NaN : sign === "%" ? Number(digits) / 100 : Number(digits);
  if (value > 0 && value < 1) return value;
  throw new BroadsideError("bad-option", `--${option} is "${text}"`, "It takes a share such as 5% or 0.05.");
}

const millisIn: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, "": 1_000 };

/** Times to show, of which those within a range are shown. */
const someTimes = ["3s", "500ms", "30s", "5m"];

/** A time in seconds, from `3`, `3s`, `500ms` or `1m`. */
export function seconds(option: string, text: string, range: Range): number {
  const value = secondsIn(text);
  if (isWithin(value, range)) return value;
  const examples = someTimes.filter((time) => isWithin(secondsIn(time), range)).slice(0, 2);
  const such = examples.length === 0 ? "" : `, such as ${examples.join(" or ")}`;
  return refuse(option, text, `a time from ${range.min} s to ${range.max} s${such}`);
}

function secondsIn(text: string): number {
  const [, digits, unit = ""] = /^(\d+(?:\.\d+)?)(ms|s|m)?$/.exec(text.trim()) ?? [];
  return digits === undefined ? Number.NaN : (Number(digits) * (millisIn[unit] ?? Number.NaN)) / 1_000;
}

function isWithin(value: number, { min, max }: Range): boolean {
  return value >= min && value <= max;
}
