import type { ComparableApp } from "./baseline/model.ts";
import type { Arm, Plan, RequestKind } from "../model/index.ts";
import { plural } from "../units.ts";
import { comparableApp } from "./comparable-app.ts";
import { comparableRequests } from "./comparable-requests.ts";

/** Requests that are named; of more, the rest is counted. */
const mostNamed = 3;

type Named = Pick<Plan, "scenario" | "requests" | "app" | "gate">;

/**
 * What trackers and test reporters know a measurement by: `GET /api/orders of server, cluster-os with 2 workers, 16
 * connections`. The same from run to run, and another for whatever would give other figures: it has no time, no version
 * and no machine in it.
 */
export function seriesOf(plan: Named, arm: Arm | undefined): string {
  const subject = subjectOf(plan);
  if (arm === undefined) return subject;
  const strategy = [arm.strategy, ...Object.values(arm.options)].join(":");
  const workers = arm.workers === null ? "" : ` with ${plural(arm.workers, "worker")}`;
  return `${subject}, ${strategy}${workers}, ${loadInWords(arm)}`;
}

/** What is asked of which app: `GET /api/orders of server`. Credentials are masked, in what is hashed too. */
function subjectOf({ scenario, requests: asIs, app: given, gate }: Named): string {
  const requests = comparableRequests(asIs);
  const app = given === null ? null : comparableApp(given);
  const named = requests.slice(0, mostNamed).map(({ name }) => name);
  const rest = requests.length - named.length;
  const asked = [...named, ...(rest > 0 ? [`${rest} more`] : [])].join(" + ");
  const isTold = !areToldByName(requests) || (app !== null && isSetUp(app));
  const path = gate?.app?.includes("/") === true ? ` (${gate.app})` : "";
  return `${asked} of ${scenario}${path}${isTold ? ` #${fingerprint(requests, app)}` : ""}`;
}

/** Whether the names of requests say all that there is to them: few, as often as each other, without body and headers. */
function areToldByName(requests: readonly RequestKind[]): boolean {
  return (
    requests.length <= mostNamed &&
    requests.every(({ body, headers }) => body === undefined && Object.keys(headers).length === 0) &&
    new Set(requests.map(({ weight }) => weight)).size <= 1
  );
}

function isSetUp({ args, env, nodeArgs, poolVariable }: ComparableApp): boolean {
  return args.length > 0 || Object.keys(env).length > 0 || nodeArgs.length > 0 || poolVariable !== undefined;
}

/** Tells apart what has the same names: what is sent and how often, and how the app is set up. FNV-1a, 32 bits. */
function fingerprint(requests: readonly RequestKind[], app: ComparableApp | null): string {
  const sent = requests.map(({ name, weight, method, path, headers, body = "" }) => {
    const typed = Object.entries(headers).map(([header, value]) => [header.toLowerCase(), value] as const);
    return [name, weight, method, path, sorted(typed), body];
  });
  const setUp = app === null ? [] : [app.args, sorted(Object.entries(app.env)), app.nodeArgs, app.poolVariable ?? null];
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(JSON.stringify([sent, setUp]))) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(8, "0");
}

function sorted(pairs: readonly (readonly [name: string, value: string])[]) {
  return pairs.toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function loadInWords({ load }: Arm): string {
  const mode = load.connectionMode === "per-request" ? " a request each" : "";
  const connections = `${plural(load.connections, "connection")}${mode}`;
  if (load.kind === "closed") return connections;
  const rates = load.profile.map(({ rate }) => Number(rate.toPrecision(6)));
  return `${rates.join("-")} req/s ${load.arrivals} over ${connections}`;
}
