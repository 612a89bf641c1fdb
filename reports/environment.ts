import type { Arm, Environment, Run, TrialResult } from "../harness/model/index.ts";
import { clock, list } from "../harness/units.ts";
import { notObserved } from "./figures.ts";
import { printable } from "./text.ts";

/**
 * The versions of Node.js that the app ran on, as its workers said: `24.21.0 and 26.10.0, not observed of external`. In
 * older runs they did not say it, and had the one that was chosen.
 */
export function nodesInWords(
  { nodeVersion }: Environment,
  arms: readonly Pick<Arm, "id" | "node" | "deployment">[],
  trials: readonly TrialResult[],
): string {
  const measured = new Map(trials.flatMap((trial) => (trial.status === "measured" ? [[trial.armId, trial]] : [])));
  const versions = arms.flatMap(({ id, node, deployment }) => {
    const trial = measured.get(id);
    return trial === undefined || deployment !== undefined ? [] : [trial.nodeVersion ?? node?.version ?? nodeVersion];
  });
  if (versions.length === 0) return notObserved;
  const unseen = arms.flatMap(({ id, deployment }) => (deployment === undefined ? [] : [id]));
  const rest = unseen.length === 0 ? "" : `, ${notObserved} of ${list([...new Set(unseen)])}`;
  return printable(list([...new Set(versions)]) + rest, 80);
}

/** The sizes of libuv's pool that workers had; null where none said so, as in older runs. */
function poolThreadsInWords(trials: readonly TrialResult[]): string | null {
  const seen = trials.flatMap((trial) => (trial.status === "measured" ? (trial.poolThreads ?? []) : []));
  return seen.length === 0 ? null : list([...new Set(seen)].sort((a, b) => a - b).map(String));
}

/** The machine and the software, as pairs to be listed. */
export function environmentFacts(
  { environment, toolVersion }: Pick<Run, "environment" | "toolVersion">,
  arms: readonly Pick<Arm, "id" | "sharesPort" | "node" | "deployment" | "software">[],
  trials: readonly TrialResult[],
): readonly (readonly [name: string, value: string])[] {
  const { memoryBytes, physicalCores, availableParallelism, tcpMigrateReq = null } = environment;
  const nodes = nodesInWords(environment, arms, trials);
  const software = new Set(arms.flatMap((arm) => arm.software ?? []));
  const sharesPort = arms.some((arm) => arm.sharesPort === true);
  const facts: readonly (readonly [string, string | null])[] = [
    ["Node.js", `${environment.nodeVersion} (V8 ${environment.v8Version})`],
    [
      "Node.js of the app",
      nodes === printable(environment.nodeVersion)
        ? null
        : `${nodes}; the above runs Broadside, its load and its proxy`,
    ],
    ["libuv threads per worker process", poolThreadsInWords(trials)],
    ["Other software", software.size === 0 ? null : [...software].join(", ")],
    ["Broadside", toolVersion],
    ["Generator", environment.generatorVersion],
    ["CPU", environment.cpuModel],
    ["Cores", `${physicalCores} physical; Node.js may use ${availableParallelism}`],
    ["Memory", `${Math.round(memoryBytes / 1024 ** 2).toLocaleString("en-US")} MiB`],
    ["System", `${environment.distribution}, ${environment.platform}, kernel ${environment.kernel}`],
    ["Virtual machine", environment.virtualization],
    ["Frequency governor", environment.governor],
    ["Open-file limit", environment.fileLimit === null ? null : environment.fileLimit.toLocaleString("en-US")],
    ["tcp_migrate_req", sharesPort ? fateOfWaiting(tcpMigrateReq) : null],
    ["Fingerprint", environment.fingerprint],
  ];
  return facts.flatMap(([name, value]) => (value === null ? [] : [[name, printable(value)] as const]));
}

/** What becomes of connections that a closing worker has not accepted yet. */
function fateOfWaiting(tcpMigrateReq: boolean | null): string | null {
  if (tcpMigrateReq === null) return null;
  return tcpMigrateReq
    ? "1: connections that wait for a worker on a shared port go to another when it closes"
    : "0: connections that wait for a worker on a shared port are reset when it closes";
}

/** The settings that were the same for every arm. */
export function fairFacts({
  plan,
}: {
  readonly plan: Pick<Run["plan"], "fair">;
}): readonly (readonly [name: string, value: string])[] {
  const { backlog, keepAliveTimeoutSeconds, maxRequestsPerSocket, noDelay } = plan.fair;
  return [
    ["Listen backlog", String(backlog)],
    ["Keep-alive timeout", clock(keepAliveTimeoutSeconds)],
    ["Requests per connection", maxRequestsPerSocket === 0 ? "unlimited" : String(maxRequestsPerSocket)],
    ["TCP_NODELAY", noDelay ? "on" : "off"],
  ];
}
