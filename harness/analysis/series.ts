import type { Arm, Plan, RequestKind } from "../model/index.ts";
import { plural } from "../units.ts";

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

/** What is asked of which app: `GET /api/orders of server`. */
function subjectOf({ scenario, requests, app, gate }: Named): string {
  const named = requests.slice(0, mostNamed).map(({ name }) => name);
  const rest = requests.length - named.length;
  const asked = [...named, ...(rest > 0 ? [`${rest} more`] : [])].join(" + ");
  const isTold = requests.length > mostNamed || requests.some(({ body }) => body !== undefined) || hasArguments(app);
  const path = gate?.app?.includes("/") === true ? ` (${gate.app})` : "";
  return `${asked} of ${scenario}${path}${isTold ? ` #${fingerprint(requests, app)}` : ""}`;
}

function hasArguments(app: Plan["app"]): boolean {
  return app !== null && app.args.length > 0;
}

/** Tells apart what has the same names: bodies and weights of requests, arguments of the app. FNV-1a, 32 bits. */
function fingerprint(requests: readonly RequestKind[], app: Plan["app"]): string {
  const parts = requests.map(({ name, weight, method, path, body = "" }) => [name, weight, method, path, body]);
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(JSON.stringify([parts, app?.args ?? []]))) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(8, "0");
}

function loadInWords({ load }: Arm): string {
  const mode = load.connectionMode === "per-request" ? " a request each" : "";
  const connections = `${plural(load.connections, "connection")}${mode}`;
  if (load.kind === "closed") return connections;
  const rates = load.profile.map(({ rate }) => Number(rate.toPrecision(6)));
  return `${rates.join("-")} req/s ${load.arrivals} over ${connections}`;
}
