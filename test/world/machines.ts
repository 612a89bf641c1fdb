import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";

/** A command is run through `prefix`; `undo` takes away what the machine was made of. */
export type Machine = { readonly prefix: readonly string[]; readonly undo: () => void };

function plain(...prefix: readonly string[]): Machine {
  return { prefix, undo: () => {} };
}

const groups = "/sys/fs/cgroup";
const isUnified = existsSync(join(groups, "cgroup.controllers"));

/** A control group with these limits by file, in either version of control groups, which whatever runs in it shares. */
function controlGroup(v1: Record<string, Record<string, string>>, v2: Record<string, string>): Machine {
  const name = `broadside-test-${process.pid}-${Math.trunc(performance.now())}`;
  const made = isUnified ? [[join(groups, name), v2] as const] : v1Folders(v1, name);
  for (const [folder, files] of made) {
    mkdirSync(folder);
    for (const [file, value] of Object.entries(files)) writeFileSync(join(folder, file), value);
  }
  const joinAll = made.map(([folder]) => `echo $$ > ${folder}/cgroup.procs`).join(" && ");
  return {
    prefix: ["sh", "-c", `${joinAll} && exec "$@"`, "sh"],
    undo: () => {
      for (const [folder] of made) rmdirSync(folder);
    },
  };
}

function v1Folders(limits: Record<string, Record<string, string>>, name: string) {
  return Object.entries(limits).map(([controller, files]) => [join(groups, controller, name), files] as const);
}

/** Another program on every core, for as long as the machine is wanted. */
function busy(): Machine {
  const programs = Array.from({ length: availableParallelism() }, () => spawn(process.execPath, ["-e", "for (;;);"]));
  return {
    prefix: [],
    undo: () => {
      for (const program of programs) program.kill("SIGKILL");
    },
  };
}

/** Machines that people have, made of this one; most need root. */
const machines = {
  /** The scheduler may use one core, as in `taskset` and cpusets. */
  oneCore: () => plain("taskset", "--cpu-list", "0"),
  /** Half a core by a quota, as a container with `--cpus 0.5`. */
  halfACore: () =>
    controlGroup(
      { cpu: { "cpu.cfs_period_us": "100000", "cpu.cfs_quota_us": "50000" } },
      { "cpu.max": "50000 100000" },
    ),
  /** 512 MiB of memory for all that runs. */
  littleMemory: () =>
    controlGroup(
      { memory: { "memory.limit_in_bytes": "536870912" } },
      { "memory.max": "536870912", "memory.swap.max": "0" },
    ),
  /** A network of its own: loopback, and IPv4 alone. */
  noIpv6: () =>
    plain(
      "unshare",
      "--net",
      "sh",
      "-c",
      'sysctl -qw net.ipv6.conf.all.disable_ipv6=1 && ip link set lo up && exec "$@"',
      "sh",
    ),
  /** What else runs takes every core. */
  busyCores: busy,
  /** A user without rights, to whom the case's folder belongs. */
  anotherUser: () =>
    plain("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "env", "HOME=/nonexistent"),
} satisfies Record<string, () => Machine>;

export type MachineName = keyof typeof machines;

/** Makes the machine, and what the case's folder must be like on it. */
export function makeMachine(name: MachineName | undefined, folder: string): Machine {
  if (name === undefined) return plain();
  if (name === "anotherUser") execFileSync("chown", ["-R", "nobody:nogroup", folder]);
  return machines[name]();
}
