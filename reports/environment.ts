import type { Arm, Environment, Run } from "../harness/model/index.ts";
import { clock, list } from "../harness/units.ts";
import { printable } from "./text.ts";

/** The versions of Node.js that the app ran on. */
export function nodesInWords({ nodeVersion }: Environment, arms: readonly Pick<Arm, "node">[]): string {
  return printable(list([...new Set(arms.map(({ node }) => node?.version ?? nodeVersion))]), 80);
}

/** The machine and the software, as pairs to be listed. */
export function environmentFacts(
  { environment, toolVersion }: Pick<Run, "environment" | "toolVersion">,
  arms: readonly Pick<Arm, "sharesPort" | "node" | "software">[],
): readonly (readonly [name: string, value: string])[] {
  const { memoryBytes, physicalCores, availableParallelism, tcpMigrateReq = null } = environment;
  const hasNodes = arms.some(({ node }) => node !== undefined);
  const software = new Set(arms.flatMap((arm) => arm.software ?? []));
  const sharesPort = arms.some((arm) => arm.sharesPort === true);
  const facts: readonly (readonly [string, string | null])[] = [
    ["Node.js", `${environment.nodeVersion} (V8 ${environment.v8Version})`],
    [
      "Node.js of the app",
      hasNodes ? `${nodesInWords(environment, arms)}; the above runs Broadside, its load and its proxy` : null,
    ],
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
  const { backlog, keepAliveTimeoutSeconds, maxRequestsPerSocket, noDelay, uvThreadpoolSize } = plan.fair;
  return [
    ["Listen backlog", String(backlog)],
    ["Keep-alive timeout", clock(keepAliveTimeoutSeconds)],
    ["Requests per connection", maxRequestsPerSocket === 0 ? "unlimited" : String(maxRequestsPerSocket)],
    ["TCP_NODELAY", noDelay ? "on" : "off"],
    ["libuv threads per worker", String(uvThreadpoolSize)],
  ];
}
