import type { MeasuredTrial, RoleSummary } from "../model/index.ts";
import { median } from "../stats/quantile.ts";
import { generatorCores } from "./generator.ts";
import { cpuPerRequest, processesOf, sumOf } from "./metrics.ts";

type RoleName = RoleSummary["role"];

/** One role in one trial. */
type RoleReading = Omit<RoleSummary, "role" | "cpuMicrosPerRequest"> & { readonly cpuMicrosPerRequest: number | null };

const roleNames: readonly RoleName[] = ["worker", "primary", "proxy", "supervisor", "generator"];

/** CPU and memory of the roles that took part, medians over trials. `generators` are the processes of the generator. */
export function summariseRoles(trials: readonly MeasuredTrial[], generators: number): readonly RoleSummary[] {
  return roleNames.flatMap((role) => {
    const readings = trials.flatMap((trial) =>
      role === "generator" ? readGenerator(trial, generators) : (readRole(trial, role) ?? []),
    );
    if (readings.length === 0) return [];
    const perRequest = readings.flatMap((reading) => reading.cpuMicrosPerRequest ?? []);
    const over = (key: Exclude<keyof RoleReading, "cpuMicrosPerRequest">): number =>
      median(readings.map((reading) => reading[key]));
    return {
      role,
      processes: over("processes"),
      cpuMicrosPerRequest: perRequest.length === 0 ? 0 : median(perRequest),
      coresUsed: over("coresUsed"),
      busiestCores: over("busiestCores"),
      rssIdleBytes: over("rssIdleBytes"),
      rssLoadBytes: over("rssLoadBytes"),
    };
  });
}

/** Null when the trial had no process of the role. */
function readRole(trial: MeasuredTrial, role: Exclude<RoleName, "generator">): RoleReading | null {
  const windowMicros = trial.load.windowSeconds * 1e6;
  const processes = processesOf(trial, role);
  if (processes.length === 0) return null;
  const cpuMicros = sumOf(processes, "cpuMicros");
  const busiest = Math.max(...processes.map((process) => process.cpuMicros));
  return {
    processes: processes.length,
    cpuMicrosPerRequest: cpuPerRequest(trial, cpuMicros),
    coresUsed: cpuMicros / windowMicros,
    busiestCores: busiest / windowMicros,
    rssIdleBytes: sumOf(processes, "rssIdleBytes"),
    rssLoadBytes: sumOf(processes, "rssLoadBytes"),
  };
}

/** Its memory before the load is not measured: 0. */
function readGenerator(trial: MeasuredTrial, processes: number): RoleReading {
  const { generatorCpuMicros, generatorMaxRssBytes, windowSeconds } = trial.load;
  return {
    processes,
    cpuMicrosPerRequest: cpuPerRequest(trial, generatorCpuMicros),
    coresUsed: generatorCpuMicros / (windowSeconds * 1e6),
    busiestCores: generatorCores(trial),
    rssIdleBytes: 0,
    rssLoadBytes: generatorMaxRssBytes,
  };
}
