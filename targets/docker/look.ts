/**
 * Looks at this machine's Docker Engine and prints a Look as JSON. A process of its own, so that whoever must know at
 * once can wait for it. Argument: a ContainerSpec as JSON.
 */
import type { ContainerSpec } from "../strategy.ts";
import { call, engineSocket, isRefusal } from "./engine.ts";
import { noEngine } from "./no-engine.ts";

/** What was seen of the Engine. */
export type Look = {
  /** Why it cannot run containers of that kind, in one sentence; null when it can. */
  readonly problem: string | null;
  /** Its version; null where it does not answer, or does not tell. */
  readonly version: string | null;
};

/** The Engine's own bounds. */
const fewestCpus = 0.01;
const leastMemoryBytes = 6 * 2 ** 20;

type Info = {
  readonly ServerVersion?: string;
  readonly OperatingSystem?: string;
  readonly SecurityOptions?: readonly string[] | null;
  readonly CpuCfsQuota?: boolean;
  readonly MemoryLimit?: boolean;
  readonly NCPU?: number;
};

/** What tells an Engine whose network and processes are not this machine's; null when it has them. */
function elsewhere({ OperatingSystem = "", SecurityOptions }: Info): string | null {
  if (OperatingSystem.includes("Docker Desktop")) return "Docker Desktop runs containers in a virtual machine";
  const isRootless = SecurityOptions?.some((option) => option.includes("rootless")) ?? false;
  return isRootless ? "a rootless Docker Engine runs containers in a network of its own" : null;
}

function unlimited({ cpus, memoryBytes }: ContainerSpec, { NCPU = 0, CpuCfsQuota, MemoryLimit }: Info): string | null {
  if (cpus !== null && CpuCfsQuota === false) return "Docker cannot limit CPUs on this machine";
  if (memoryBytes !== null && MemoryLimit === false) return "Docker cannot limit memory on this machine";
  if (cpus !== null && (cpus < fewestCpus || cpus > NCPU))
    return `a container may have ${fewestCpus} to ${NCPU} CPUs here, and not ${cpus}`;
  return memoryBytes !== null && memoryBytes < leastMemoryBytes
    ? `a container must have ${leastMemoryBytes / 2 ** 20}m of memory or more`
    : null;
}

async function lacksImage(image: string): Promise<string | null> {
  try {
    await call("GET", `/images/${image}/json`);
    return null;
  } catch (error) {
    if (!isRefusal(error, 404)) throw error;
    return `Docker has no image "${image}" (docker pull or docker build it)`;
  }
}

async function look(spec: ContainerSpec): Promise<Look> {
  if (process.platform !== "linux")
    return { problem: "containers share this machine's network only on Linux", version: null };
  const socket = engineSocket();
  let info: Info;
  try {
    info = JSON.parse(await call("GET", "/info"));
  } catch (error) {
    const { reason, advice } = noEngine(error);
    return { problem: `no Docker Engine answers at ${socket} (${reason}; ${advice})`, version: null };
  }
  const problem =
    elsewhere(info) ?? unlimited(spec, info) ?? (spec.image === null ? null : await lacksImage(spec.image));
  return { problem, version: info.ServerVersion ?? null };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const spec: ContainerSpec = JSON.parse(process.argv[2] ?? "");
const seen = await look(spec).catch((error: unknown): Look => ({ problem: messageOf(error), version: null }));
process.stdout.write(JSON.stringify(seen));
