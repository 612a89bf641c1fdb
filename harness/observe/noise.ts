import { createHash } from "node:crypto";
import { setImmediate, setTimeout } from "node:timers/promises";
import type { MachineWindow } from "../model/index.ts";
import { openMachineWindow } from "./machine-window.ts";

export type Noise = {
  /** Standard deviation over mean of the time that one fixed unit of CPU work took. */
  readonly coefficientOfVariation: number;
  /** How much later than asked a timer of an idle event loop fired, 99th percentile. */
  readonly timerLagP99Micros: number;
  readonly machine: MachineWindow;
};

const unitMicros = 5_000;
const timerMillis = 2;
const timerCount = 150;

/**
 * How steady the machine is just now: repeats one unit of work of about 5 ms on one core for the time given, then waits
 * for timers in an idle loop for about a third of a second. The machine's window covers both.
 */
export async function measureNoise(seconds = 1.5): Promise<Noise> {
  const rounds = calibrateUnit();
  const window = openMachineWindow();
  const cpuBefore = process.cpuUsage();
  const unitTimes = await timeUnits(rounds, seconds);
  const lags = await timeTimers();
  const ours = process.cpuUsage(cpuBefore);
  return {
    coefficientOfVariation: coefficientOfVariation(unitTimes),
    timerLagP99Micros: nearestRank(lags, 0.99),
    machine: window.close({ cpuMicros: ours.user + ours.system }),
  };
}

/** Hashing is native code: it is as fast at the first round as at the last and leaves nothing to collect. */
const block = Buffer.alloc(65_536, 7);

function timeUnit(rounds: number): number {
  const start = performance.now();
  const hash = createHash("sha256");
  for (let round = 0; round < rounds; round += 1) hash.update(block);
  hash.digest();
  return (performance.now() - start) * 1_000;
}

function calibrateUnit(): number {
  let rounds = 1;
  while (timeUnit(rounds) < unitMicros) rounds *= 2;
  return rounds;
}

async function timeUnits(rounds: number, seconds: number): Promise<readonly number[]> {
  const end = performance.now() + seconds * 1_000;
  const times = [timeUnit(rounds)];
  while (performance.now() < end) {
    times.push(timeUnit(rounds));
    await setImmediate();
  }
  return times;
}

async function timeTimers(): Promise<readonly number[]> {
  const lags: number[] = [];
  for (let timer = 0; timer < timerCount; timer += 1) {
    const start = performance.now();
    await setTimeout(timerMillis);
    lags.push(Math.max(0, (performance.now() - start - timerMillis) * 1_000));
  }
  return lags;
}

/** 0 for fewer than two values. */
export function coefficientOfVariation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1)) / mean;
}

/** The smallest value that at least that share of all values does not exceed; 0 of no values. */
export function nearestRank(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * values.length) - 1)] ?? 0;
}
