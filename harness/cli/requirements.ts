import { metrics } from "../analysis/metrics.ts";
import { BroadsideError } from "../errors.ts";
import { percentileOf, speedUpId, usualErrorObjective, type Requirement } from "../model/index.ts";
import type { Parse } from "./values.ts";

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

/** The id of the metric of that name; every metric that has a better direction has its id for a name too. */
function metricIdOf(name: string): string | undefined {
  return metricNames.get(name) ?? metrics.find(({ info }) => info.id === name && info.better !== null)?.info.id;
}

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

function refuse(option: string, text: string, right: string): never {
  throw new BroadsideError("bad-option", `--${option} is ${JSON.stringify(text)}`, right);
}

/** The largest regression that passes, and the smallest that is worth failing for. */
export const defaultTolerance = 0.05;
export const defaultMinimalEffect = 0.03;

/** The ids of the metrics that an option names, by comma; throws `bad-option` for one that is not known. */
export const parseMetrics: Parse<readonly string[]> = (text, option) => {
  const ids = text.split(",").map((part) => {
    const id = metricIdOf(part.trim());
    if (id !== undefined && id !== speedUpId && id !== errorsId) return id;
    const hint = part.trim() === "errors" ? " Errors take a limit: --require 'errors=0'." : "";
    const known = `Known: ${gateable.join(", ")}; and every metric of summary.csv that has a better direction.${hint}`;
    throw new BroadsideError("bad-option", `--${option} names ${JSON.stringify(part.trim())}`, known);
  });
  if (new Set(ids).size === ids.length) return ids;
  throw new BroadsideError("bad-option", `--${option} is ${JSON.stringify(text)}`, "Name each metric once.");
};

/** What an option takes: its name, what it may be about, and examples of it. */
type Form = { readonly option: string; readonly names: readonly string[]; readonly examples: string };

const requireForm: Form = {
  option: "require",
  names: [...metricNames.keys()],
  examples: "'p99<50ms' 'errors=0' 'speedup>=1.8'",
};

/** `p99<50ms`, `errors=0`, `speedup>=1.8`; throws `bad-option` otherwise. */
export function parseRequirement(text: string): Requirement {
  return requirementOf(text, requireForm);
}

function requirementOf(text: string, { option, names, examples }: Form): Requirement {
  const { name = "", comparison, digits, unit = "" } = pattern.exec(text)?.groups ?? {};
  if (!isComparison(comparison))
    refuse(
      option,
      text,
      `Each is a metric, a comparison and a value, in quotes, several separated by spaces: ${examples}.`,
    );
  const metricId = names.includes(name) ? metricNames.get(name) : undefined;
  if (metricId === undefined) refuse(option, text, `Known: ${names.join(", ")}.`);
  const metricUnit = metrics.find(({ info }) => info.id === metricId)?.info.unit ?? "ratio";
  const factors = units[metricUnit] ?? {};
  const isZero = Number(digits) === 0 && unit === "";
  const factor = isZero ? 1 : factors[unit];
  if (factor === undefined) {
    const known = Object.keys(factors).filter((each) => each !== "");
    refuse(
      option,
      text,
      `${name} takes ${known.length === 0 ? "a plain number" : `a number with one of ${known.join(", ")}`}.`,
    );
  }
  return { text: text.trim(), metricId, comparison, value: Number(digits) * factor, unit: metricUnit };
}

/**
 * `p99<100ms`, `errors<1%`: what a capacity search is to keep. Where nothing is said of errors, `errors<=0.1%` is added.
 * @throws BroadsideError `bad-option`
 */
export function parseObjectives(texts: readonly string[], timeoutSeconds: number): readonly Requirement[] {
  const objectives = texts.map((text) => parseObjective(text, timeoutSeconds));
  const twice = objectives.find(
    ({ metricId }, index) => objectives.findIndex((one) => one.metricId === metricId) !== index,
  );
  if (twice !== undefined) refuse("slo", twice.text, "Another objective bounds the same metric: give each once.");
  const hasErrors = objectives.some(({ metricId }) => metricId === errorsId);
  return hasErrors ? objectives : [...objectives, requirementOf(usualErrorObjective, objectiveForm)];
}

function parseObjective(text: string, timeoutSeconds: number): Requirement {
  const objective = requirementOf(text, objectiveForm);
  const { metricId, comparison, value } = objective;
  if (comparison.startsWith(">")) refuse("slo", text, "An objective is an upper bound: 'p99<100ms'.");
  if (metricId === errorsId) {
    const isKeepable = value < 1 && (value > 0 || comparison !== "<");
    return isKeepable
      ? objective
      : refuse("slo", text, "Errors are a share from 0 to below 100%: 'errors<1%', 'errors=0'.");
  }
  if (comparison === "=" || !(value > 0 && value < timeoutSeconds * 1e6)) {
    const right = `It takes an upper bound on latency, below the ${timeoutSeconds} s after which a request times out (--timeout): 'p99<100ms'.`;
    refuse("slo", text, right);
  }
  return objective;
}

export const errorsId = "error-share";
const objectiveForm: Form = {
  option: "slo",
  names: [...metricNames].flatMap(([name, id]) => (percentileOf(id) !== null || id === errorsId ? [name] : [])),
  examples: "'p99<100ms' 'errors<1%'",
};

function isComparison(text: string | undefined): text is Requirement["comparison"] {
  return text !== undefined && ["<", "<=", ">", ">=", "="].includes(text);
}
