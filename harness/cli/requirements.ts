import { metrics } from "../analysis/metrics.ts";
import { speedUpId } from "../analysis/gate-requirements.ts";
import { BroadsideError } from "../errors.ts";
import type { Requirement } from "../model/index.ts";

/** What people call the metrics on the command line. */
const metricNames: ReadonlyMap<string, string> = new Map([
  ["throughput", "throughput"],
  ["cpu", "cpu-per-request"],
  ["memory", "memory-load"],
  ["errors", "error-share"],
  ["boot", "boot-time"],
  ["p50", "latency-p50"],
  ["p75", "latency-p75"],
  ["p90", "latency-p90"],
  ["p95", "latency-p95"],
  ["p99", "latency-p99"],
  ["p99.9", "latency-p999"],
  ["max", "latency-max"],
  [speedUpId, speedUpId],
]);

/** The names of what can be gated: neither the speed-up, which is no figure of one arm, nor errors, of which 0 has no ratio. */
const gateable = [...metricNames.keys()].filter((name) => name !== speedUpId && name !== "errors");

/** In the unit of the metric: latencies are in µs, memory in bytes, times in seconds. */
const units: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  µs: { us: 1, µs: 1, ms: 1_000, s: 1_000_000 },
  "µs/req": { us: 1, µs: 1, ms: 1_000, s: 1_000_000 },
  bytes: { B: 1, kB: 1e3, KiB: 1024, MB: 1e6, MiB: 1024 ** 2, GB: 1e9, GiB: 1024 ** 3 },
  seconds: { ms: 0.001, s: 1 },
  share: { "%": 0.01, "": 1 },
  "req/s": { "": 1, "req/s": 1, "/s": 1 },
  ratio: { "": 1, x: 1 },
};

const pattern =
  /^\s*(?<name>[a-z][a-z0-9.]*)\s*(?<comparison><=|>=|<|>|=)\s*(?<digits>\d+(?:\.\d+)?)\s*(?<unit>[A-Za-zµ%/]*)\s*$/;

function refuse(text: string, right: string): never {
  throw new BroadsideError("bad-option", `--require is "${text}"`, right);
}

/** The ids of the metrics that an option names, by comma; throws `bad-option` for one that is not known. */
export function parseMetrics(option: string, text: string): readonly string[] {
  const ids = text.split(",").map((part) => {
    const id = gateable.includes(part.trim()) ? metricNames.get(part.trim()) : undefined;
    if (id !== undefined) return id;
    const hint = part.trim() === "errors" ? " Errors are held to a bound: --require 'errors=0'." : "";
    const known = `Known are: ${gateable.join(", ")}.${hint}`;
    throw new BroadsideError("bad-option", `--${option} names "${part.trim()}"`, known);
  });
  if (new Set(ids).size === ids.length) return ids;
  throw new BroadsideError("bad-option", `--${option} is "${text}"`, "Name each metric once.");
}

/** `p99<50ms`, `errors=0`, `speedup>=1.8`; throws `bad-option` otherwise. */
export function parseRequirement(text: string): Requirement {
  const { name = "", comparison, digits, unit = "" } = pattern.exec(text)?.groups ?? {};
  if (!isComparison(comparison))
    refuse(text, "It is a metric, a comparison and a value: 'p99<50ms', 'errors=0', 'speedup>=1.8'.");
  const metricId = metricNames.get(name);
  if (metricId === undefined) refuse(text, `It can be about: ${[...metricNames.keys()].join(", ")}.`);
  const metricUnit = metrics.find(({ info }) => info.id === metricId)?.info.unit ?? "ratio";
  const factors = units[metricUnit] ?? {};
  const isZero = Number(digits) === 0 && unit === "";
  const factor = isZero ? 1 : factors[unit];
  if (factor === undefined) {
    const known = Object.keys(factors).filter((each) => each !== "");
    refuse(
      text,
      `${name} takes ${known.length === 0 ? "a plain number" : `a number with one of ${known.join(", ")}`}.`,
    );
  }
  return { text: text.trim(), metricId, comparison, value: Number(digits) * factor, unit: metricUnit };
}

function isComparison(text: string | undefined): text is Requirement["comparison"] {
  return text !== undefined && ["<", "<=", ">", ">=", "="].includes(text);
}
