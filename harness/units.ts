import type { MetricUnit } from "./model/index.ts";

/** What is smaller or larger is no measurement's but of a file that something else wrote, and has an exponent. */
const [smallest, largest] = [1e-9, 1e18];

/** Three significant digits, with thousands separated and no exponent: `0.0123`, `1.97`, `160`, `12,300`. */
export function significant(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return "–";
  if (value === 0) return "0";
  if (Math.abs(value) < smallest || Math.abs(value) >= largest) return value.toExponential(digits - 1);
  const magnitude = Math.floor(Math.log10(Math.abs(value)));
  const decimals = Math.max(0, digits - 1 - magnitude);
  const scale = 10 ** Math.min(0, digits - 1 - magnitude);
  const rounded = scale < 1 ? Math.round(value * scale) / scale : value;
  return rounded.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/** Microseconds in the unit a person would choose: `850 µs`, `12.3 ms`, `1.20 s`. */
export function duration(micros: number): string {
  if (micros < 1_000) return `${significant(micros)} µs`;
  if (micros < 1_000_000) return `${significant(micros / 1_000)} ms`;
  return `${significant(micros / 1_000_000)} s`;
}

/** Bytes in binary units: `512 KiB`, `48.2 MiB`. */
export function bytes(value: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"] as const;
  let scaled = value;
  let unit: string = units[0];
  for (const next of units.slice(1)) {
    if (Math.abs(scaled) < 1024) break;
    scaled /= 1024;
    unit = next;
  }
  return `${significant(scaled)} ${unit}`;
}

/** A share as a percentage: `97.2%`. */
export function percent(share: number, digits = 3): string {
  return `${significant(share * 100, digits)}%`;
}

/** Seconds as a person counts them: `0.25 s`, `45 s`, `3 min 20 s`. */
export function clock(seconds: number): string {
  if (seconds > 0 && seconds < 10) return `${Number(seconds.toFixed(2))} s`;
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const rest = whole % 60;
  return rest === 0 ? `${Math.floor(whole / 60)} min` : `${Math.floor(whole / 60)} min ${rest} s`;
}

/** A value of a metric, in its unit, for a person. */
export function quantity(value: number, unit: MetricUnit): string {
  switch (unit) {
    case "µs":
      return duration(value);
    case "µs/req":
      return `${duration(value)}/req`;
    case "bytes":
      return bytes(value);
    case "seconds":
      return duration(value * 1_000_000);
    case "share":
      return percent(value);
    case "req/s":
      return `${significant(value)} req/s`;
    case "ratio":
    case "count":
      return significant(value);
  }
}

export function plural(count: number, singular: string, many = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : many}`;
}

/** Words as people list them: `a`, `a and b`, `a, b and c`. */
export function list(words: readonly string[]): string {
  const last = words.at(-1);
  if (last === undefined) return "";
  const others = words.slice(0, -1);
  return others.length === 0 ? last : `${others.join(", ")} and ${last}`;
}

/** `2 cores`, `0.5 of a core`. */
export function coresInWords(cores: number): string {
  return cores < 1 ? `${significant(cores, 2)} of a core` : plural(Number(significant(cores, 2)), "core");
}
