import { availableParallelism, cpus } from "node:os";
import type { Environment } from "../model/index.ts";

/** What does not change while the machine is up, and is slow to find out. */
export type SystemFacts = Pick<Environment, "cpuModel" | "physicalCores" | "distribution" | "virtualization">;

/** Asks systeminformation, which is loaded only here: loading it and the processes that it spawns are what is slow. */
export async function askSystem(): Promise<SystemFacts> {
  const { cpu, osInfo, system } = await import("systeminformation");
  const [processor, os, machine] = await Promise.all([cpu(), osInfo(), system()]);
  const cpuModel = `${processor.manufacturer} ${processor.brand}`.trim();
  const distribution = `${os.distro} ${os.release}`.trim();
  const host = machine.virtualHost ?? "";
  return {
    cpuModel: cpuModel === "" ? (cpus()[0]?.model ?? "unknown") : cpuModel,
    physicalCores: processor.physicalCores > 0 ? processor.physicalCores : availableParallelism(),
    distribution: distribution === "" ? "unknown" : distribution,
    virtualization: machine.virtual ? (host === "" ? "unknown" : host) : null,
  };
}
