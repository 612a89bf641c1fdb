import { readFileSync } from "node:fs";
import { endianness } from "node:os";

/*
 * Linux's /proc, as proc(5) describes it. Parsers take text and return null for text that is not what they expect;
 * readers return null where the system does not tell, which is everywhere but on Linux.
 */

/** One process, from /proc/PID/stat. */
export type ProcessStat = {
  readonly pid: number;
  readonly comm: string;
  /** One letter: R running, S sleeping, Z zombie, … */
  readonly state: string;
  readonly parentPid: number;
  readonly processGroup: number;
  readonly userTicks: number;
  readonly systemTicks: number;
  /** Of its children that have ended and been collected, user and system, with those of theirs. */
  readonly childrenTicks: number;
  readonly threads: number;
  /** When it started, clock ticks since boot. With the pid, it tells a process from a later one of the same pid. */
  readonly startTicks: number;
  readonly residentPages: number;
};

/** CPU time of the whole machine since boot, from the first line of /proc/stat. */
export type MachineTicks = {
  /** CPUs that are online. */
  readonly cores: number;
  /** user + nice + system + irq + softirq. Time given to guests is inside `user` and is not added again. */
  readonly busyTicks: number;
  /** Time that the hypervisor gave to others while this machine wanted to run. Not part of `busyTicks`. */
  readonly stealTicks: number;
  /** Everything, idle and waiting time too. */
  readonly totalTicks: number;
};

/** What the kernel counts in. */
export type SystemUnits = { readonly ticksPerSecond: number; readonly pageBytes: number };

export function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

/** The command's name stands in parentheses and may itself hold spaces and parentheses: it ends at the last one. */
export function parseProcessStat(text: string): ProcessStat | null {
  const open = text.indexOf("(");
  const close = text.lastIndexOf(")");
  if (open < 1 || close < open) return null;
  const [state, ...rest] = text
    .slice(close + 1)
    .trim()
    .split(/\s+/);
  const pid = Number(text.slice(0, open));
  // Fields are numbered from 1 in proc(5); `rest` begins with field 4.
  const field = (number: number): number => Number(rest[number - 4] ?? Number.NaN);
  const stat = {
    pid,
    comm: text.slice(open + 1, close),
    state: state ?? "",
    parentPid: field(4),
    processGroup: field(5),
    userTicks: field(14),
    systemTicks: field(15),
    childrenTicks: field(16) + field(17),
    threads: field(20),
    startTicks: field(22),
    residentPages: field(24),
  };
  const sound = /^[A-Za-z]$/.test(stat.state) && Object.values(stat).every((value) => !Number.isNaN(value));
  return sound ? stat : null;
}

export function parseMachineTicks(text: string): MachineTicks | null {
  const figures = /^cpu\s+(.+)$/m.exec(text)?.[1]?.trim().split(/\s+/).map(Number);
  if (figures === undefined || figures.length < 8 || figures.some(Number.isNaN)) return null;
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = figures;
  const busyTicks = user + nice + system + irq + softirq;
  return {
    cores: text.match(/^cpu\d+\s/gm)?.length ?? 0,
    busyTicks,
    stealTicks: steal,
    totalTicks: busyTicks + idle + iowait + steal,
  };
}

/** From /proc/pressure/cpu: time in which some runnable task waited for a CPU, µs since boot. */
export function parsePressureMicros(text: string): number | null {
  const total = /^some\b.*\btotal=(\d+)\s*$/m.exec(text)?.[1];
  return total === undefined ? null : Number(total);
}

/** From /proc/PID/statm: the resident set, in pages. */
export function parseResidentPages(text: string): number | null {
  const resident = /^\d+ (\d+) /.exec(text)?.[1];
  return resident === undefined ? null : Number(resident);
}

/** From /proc/PID/status: the largest resident set that a process has had since its program began, in KiB. */
export function parsePeakKibibytes(text: string): number | null {
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(text)?.[1];
  return peak === undefined ? null : Number(peak);
}

/** The soft limit of open files, from /proc/self/limits; null when there is none. */
export function parseFileLimit(text: string): number | null {
  const soft = /^Max open files\s+(\d+)\s/m.exec(text)?.[1];
  return soft === undefined ? null : Number(soft);
}

const auxiliaryKeys = { pageBytes: 6n, ticksPerSecond: 17n } as const;

/**
 * Page size and clock ticks from the auxiliary vector that the kernel gives each program (getauxval(3): AT_PAGESZ,
 * AT_CLKTCK), as an array of pairs of 64-bit words. It is where `getconf` has them from, without a process to spawn.
 */
export function parseSystemUnits(auxiliaryVector: Buffer): SystemUnits | null {
  const word = (offset: number): bigint =>
    endianness() === "LE" ? auxiliaryVector.readBigUInt64LE(offset) : auxiliaryVector.readBigUInt64BE(offset);
  const values = new Map<bigint, number>();
  for (let offset = 0; offset + 16 <= auxiliaryVector.length; offset += 16) {
    values.set(word(offset), Number(word(offset + 8)));
  }
  const ticksPerSecond = values.get(auxiliaryKeys.ticksPerSecond);
  const pageBytes = values.get(auxiliaryKeys.pageBytes);
  return ticksPerSecond === undefined || pageBytes === undefined ? null : { ticksPerSecond, pageBytes };
}

let units: SystemUnits | undefined;

/** Read once. Where the system does not tell: 100 ticks a second and 4 KiB pages, as nearly all Linux systems have. */
export function systemUnits(): SystemUnits {
  units ??= readSystemUnits() ?? { ticksPerSecond: 100, pageBytes: 4096 };
  return units;
}

function readSystemUnits(): SystemUnits | null {
  try {
    return parseSystemUnits(readFileSync("/proc/self/auxv"));
  } catch {
    return null;
  }
}

export function ticksToMicros(ticks: number): number {
  return (ticks * 1_000_000) / systemUnits().ticksPerSecond;
}

/** Null when the process is gone, or where the system does not tell. */
export function readProcessStat(pid: number): ProcessStat | null {
  const text = readText(`/proc/${pid}/stat`);
  return text === null ? null : parseProcessStat(text);
}

export function readMachineTicks(): MachineTicks | null {
  const text = readText("/proc/stat");
  return text === null ? null : parseMachineTicks(text);
}

export function readPressureMicros(): number | null {
  const text = readText("/proc/pressure/cpu");
  return text === null ? null : parsePressureMicros(text);
}

/** The resident set of a process, bytes; null when it is gone. The kernel's figure may lag by some pages per CPU. */
export function readResidentBytes(pid: number): number | null {
  const text = readText(`/proc/${pid}/statm`);
  const pages = text === null ? null : parseResidentPages(text);
  return pages === null ? null : pages * systemUnits().pageBytes;
}

/** The largest resident set that a process has had since its program began, bytes; null when it is gone. */
export function readPeakResidentBytes(pid: number): number | null {
  const text = readText(`/proc/${pid}/status`);
  const kibibytes = text === null ? null : parsePeakKibibytes(text);
  return kibibytes === null ? null : kibibytes * 1024;
}

export function readFileLimit(): number | null {
  const text = readText("/proc/self/limits");
  return text === null ? null : parseFileLimit(text);
}
