import type { MachineFacts } from "./machine-facts.ts";
import { compareNodes } from "./node-version.ts";
import { raiseFileLimit } from "../system-hints.ts";

/**
 * One thing about this machine that decides whether its figures can be believed: `bad` when runs would come out in
 * doubt or not at all, `caution` when a reader must know of it.
 */
export type Check = {
  readonly name: string;
  readonly status: "good" | "caution" | "bad";
  readonly found: string;
  /** What to do about it; null when there is nothing to do. */
  readonly advice: string | null;
};

type Finding = Omit<Check, "name">;

/** A row of the table: what is checked, and what the facts say of it; null where the system does not tell. */
type CheckRow = { readonly name: string; readonly judge: (facts: MachineFacts) => Finding | null };

const gibibyte = 2 ** 30;

/** Seconds that a closed connection keeps its port when ports are not used again (TIME_WAIT in Linux). */
const timeWaitSeconds = 60;

const rows: readonly CheckRow[] = [
  { name: "Node.js", judge: judgeNode },
  { name: "cores", judge: judgeCores },
  { name: "CPU allowance", judge: judgeAllowance },
  { name: "CPU governor", judge: judgeGovernor },
  {
    name: "CPU time stolen",
    judge: ({ noise }) =>
      judgeShare(noise.machine.stealShare, 0.02, "The hypervisor runs others meanwhile: use a dedicated or larger VM."),
  },
  {
    name: "other processes",
    judge: ({ noise }) =>
      judgeShare(noise.machine.foreignCpuShare, 0.05, "Other programs use this machine: close them, or wait for them."),
  },
  { name: "steadiness", judge: judgeSteadiness },
  { name: "timer lag", judge: judgeTimerLag },
  { name: "open files", judge: judgeFileLimit },
  { name: "memory", judge: judgeMemory },
  { name: "ports", judge: judgePorts },
  { name: "shared ports", judge: judgeSharedPorts },
];

/** What the facts of a machine say of it, row by row. */
export function checksOf(facts: MachineFacts): readonly Check[] {
  return rows.flatMap(({ name, judge }) => {
    const finding = judge(facts);
    return finding === null ? [] : [{ name, ...finding }];
  });
}

function good(found: string): Finding {
  return { status: "good", found, advice: null };
}

function judgeNode({ nodeVersion, oldestNodeVersion, pinnedNodeVersion }: MachineFacts): Finding {
  if (oldestNodeVersion !== null && compareNodes(nodeVersion, oldestNodeVersion) < 0) {
    return { status: "bad", found: nodeVersion, advice: `Install Node.js ${oldestNodeVersion} or newer.` };
  }
  if (pinnedNodeVersion === null || nodeVersion === pinnedNodeVersion) return good(nodeVersion);
  return {
    status: "good",
    found: `${nodeVersion}; Broadside is developed on ${pinnedNodeVersion}`,
    advice: "Measure on the version that you deploy: figures of different versions do not compare.",
  };
}

function judgeCores({ availableParallelism, machineCores }: MachineFacts): Finding {
  if (availableParallelism > 1) return good(String(availableParallelism));
  const more =
    machineCores > 1
      ? `this machine has ${machineCores}: allow more of them (taskset, a quota of CPU time, or a cpuset limits them)`
      : "use a machine with two or more";
  return {
    status: "caution",
    found: "1",
    advice: `Generator and target share one core, and no strategy can scale: ${more}.`,
  };
}

function judgeAllowance({ machineCores, availableParallelism, quotaCores }: MachineFacts): Finding {
  if (quotaCores !== null && quotaCores < machineCores) {
    return {
      status: "caution",
      found: `a quota of ${quotaCores.toFixed(2)} of ${machineCores} cores`,
      advice: "Work is paused whenever the quota is used up, which shapes the slowest responses: lift the quota.",
    };
  }
  if (availableParallelism >= machineCores) return good(`all ${machineCores} cores, no quota`);
  return {
    status: "caution",
    found: `${availableParallelism} of ${machineCores} cores`,
    advice: "Choose worker counts by the cores allowed here, not by those of the machine.",
  };
}

function judgeGovernor({ governor }: MachineFacts): Finding | null {
  if (governor === null) return null;
  if (governor !== "powersave") return good(governor);
  const advice = "Clock rates follow the load: set the governor `performance`, for example with cpupower.";
  return { status: "caution", found: governor, advice };
}

/** The limits are those above which a trial is put in doubt. */
function judgeShare(share: number | null, limit: number, advice: string): Finding | null {
  if (share === null) return null;
  const found = `${percentage(share)} of capacity`;
  return share <= limit ? good(found) : { status: "bad", found, advice };
}

function judgeSteadiness({ noise }: MachineFacts): Finding {
  const found = `one unit of work varies by ${percentage(noise.coefficientOfVariation)}`;
  if (noise.coefficientOfVariation <= 0.05) return good(found);
  const advice = "Small differences will not be resolved: plan more blocks, or use a quieter machine.";
  return { status: noise.coefficientOfVariation <= 0.15 ? "caution" : "bad", found, advice };
}

function judgeTimerLag({ noise }: MachineFacts): Finding {
  const found = `p99 ${(noise.timerLagP99Micros / 1_000).toFixed(1)} ms`;
  if (noise.timerLagP99Micros <= 5_000) return good(found);
  const advice = "Even an idle process is woken late: latencies near this figure say nothing about the target.";
  return { status: "caution", found, advice };
}

function judgeFileLimit({ fileLimit }: MachineFacts): Finding | null {
  if (fileLimit === null) return null;
  const found = String(fileLimit);
  if (fileLimit >= 4_096) return good(found);
  const advice = `Each connection needs one at both ends: raise the limit, ${raiseFileLimit()}.`;
  return { status: fileLimit >= 1_024 ? "caution" : "bad", found, advice };
}

function judgeMemory({ availableMemoryBytes }: MachineFacts): Finding {
  const gibibytes = availableMemoryBytes / gibibyte;
  const found = `${gibibytes.toFixed(1)} GiB available`;
  if (gibibytes >= 1) return good(found);
  const advice = "Each worker is a whole Node.js process: free some memory, or compare fewer workers.";
  return { status: gibibytes >= 0.25 ? "caution" : "bad", found, advice };
}

function judgePorts({ localPorts, reusesPorts }: MachineFacts): Finding | null {
  if (localPorts === null || reusesPorts === null) return null;
  if (reusesPorts) {
    const found = `${localPorts}, used again after a second`;
    if (localPorts >= 10_000) return good(found);
    const advice = "A new connection for each request may run out of them: widen net.ipv4.ip_local_port_range.";
    return { status: "caution", found, advice };
  }
  return {
    status: "caution",
    found: `${localPorts}, each blocked for ${timeWaitSeconds} s after use`,
    advice:
      `More than ${Math.floor(localPorts / timeWaitSeconds)} new connections a second would run out of them: ` +
      "set net.ipv4.tcp_tw_reuse=2 before you measure a new connection for each request.",
  };
}

/** Nothing of it is measured while no worker ends, so that either is good. */
function judgeSharedPorts({ tcpMigrateReq }: MachineFacts): Finding | null {
  if (tcpMigrateReq === null) return null;
  return good(
    tcpMigrateReq
      ? "connections that wait for a worker of reuseport which closes go to the others (net.ipv4.tcp_migrate_req)"
      : "connections that wait for a worker of reuseport which closes are reset; with net.ipv4.tcp_migrate_req=1 they would go to the others",
  );
}

function percentage(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}
