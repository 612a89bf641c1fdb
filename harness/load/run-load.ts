import { setTimeout as pause } from "node:timers/promises";

import { BroadsideError } from "../errors.ts";
import { type Destination, destinationOf, requestsAt } from "./destination.ts";
import { drainCapSeconds, type LoadJob } from "./job.ts";
import { startClosedTraffic } from "./closed.ts";
import { startOpenTraffic } from "./open.ts";
import type { LoadPart } from "./part.ts";
import { createRecorder, type Recorder } from "./recorder.ts";
import type { RunningTraffic } from "./running.ts";

export type LoadHooks = {
  /** Called when all is prepared; resolves to when the warm-up is to begin, on the clock of `process.hrtime.bigint()`. */
  onReady(): Promise<bigint>;
  /** Called at the ends of the measured window, at once. */
  onWindowStart(): void;
  onWindowEnd(): void;
  /** Called when the requests of the window have ended, or were given up; resolves when the load may end. */
  onDrained(): Promise<void>;
};

/**
 * Puts load on a target: warm-up, measured window, drain. The load stays on while the requests of
 * the window end, so that the last of them meet the same conditions as the first; then what was sent during the
 * drain is waited for as well, so that the counts can be reconciled with the target's.
 *
 * @throws BroadsideError `not-loopback` for an address elsewhere that was not allowed, `interrupted` when `signal` aborts,
 * `bad-option` for requests that cannot be sent, `generator-failed` when autocannon is not the one expected.
 */
export async function runLoad(job: LoadJob, hooks: LoadHooks, signal?: AbortSignal): Promise<LoadPart> {
  const destination = await destinationOf(job.url, job.isRemoteAllowed ?? false);
  const requests = requestsAt(destination, job.requests);
  const recorder = createRecorder(job.requests.map((request) => request.name));
  const traffic = await startTraffic({ ...job, requests }, destination, recorder);
  try {
    const beginMicros = traffic.begin(microsAt(await unlessAborted(hooks.onReady(), signal)));
    const startMicros = beginMicros + micros(job.warmupSeconds);
    const endMicros = startMicros + micros(job.measuredSeconds);
    recorder.openWindow(startMicros, endMicros);
    await waitUntil(startMicros, signal);
    const window = await measureWindow(endMicros, hooks, traffic, signal);
    const drainSeconds = await drain(job, endMicros, recorder, traffic, hooks, signal);
    return {
      ...recorder.finish(),
      bytesReceived: window.bytesReceived,
      connectionsOpened: traffic.socketsOpened(),
      drainSeconds,
      cpuMicros: window.cpuMicros,
      maxRssBytes: process.resourceUsage().maxRSS * 1024,
    };
  } catch (error) {
    throw signal?.aborted === true ? interrupted(error) : error;
  } finally {
    await traffic.stop();
  }
}

function startTraffic(job: LoadJob, destination: Destination, recorder: Recorder): Promise<RunningTraffic> {
  const { load } = job;
  return load.kind === "open"
    ? startOpenTraffic(job, load, destination, recorder, nowMicros)
    : startClosedTraffic(job, load, destination, recorder, nowMicros);
}

type MeasuredWindow = { readonly bytesReceived: number; readonly cpuMicros: number };

async function measureWindow(
  endMicros: number,
  hooks: LoadHooks,
  traffic: RunningTraffic,
  signal: AbortSignal | undefined,
): Promise<MeasuredWindow> {
  const cpuBefore = process.cpuUsage();
  const bytesBefore = traffic.bytesReceived();
  hooks.onWindowStart();
  await waitUntil(endMicros, signal);
  const cpu = process.cpuUsage(cpuBefore);
  const bytesReceived = traffic.bytesReceived() - bytesBefore;
  hooks.onWindowEnd();
  return { bytesReceived, cpuMicros: cpu.user + cpu.system };
}

/** Returns how long the cohort took to end, seconds. */
async function drain(
  job: LoadJob,
  windowEndMicros: number,
  recorder: Recorder,
  traffic: RunningTraffic,
  hooks: LoadHooks,
  signal: AbortSignal | undefined,
): Promise<number> {
  const follow = async (pending: () => number, fromMicros: number): Promise<void> => {
    // Slower responses than all before may come, and lengthen it.
    while (pending() > 0) {
      const leftMicros = fromMicros + micros(drainCapSeconds(job, recorder.slowestSeconds())) - nowMicros();
      if (leftMicros <= 0) return;
      await traffic.until(() => pending() === 0, leftMicros, signal);
    }
  };
  // What an open loop was to send before now is part of the load.
  await traffic.until(() => true, 0, signal);
  await follow(() => recorder.pendingInCohort(), windowEndMicros);
  const drainedAtMicros = nowMicros();
  recorder.endDrain(drainedAtMicros);
  await unlessAborted(hooks.onDrained(), signal);
  traffic.stopSending();
  await follow(() => recorder.pendingOutsideCohort(), nowMicros());
  return (drainedAtMicros - windowEndMicros) / 1_000_000;
}

async function waitUntil(atMicros: number, signal: AbortSignal | undefined): Promise<void> {
  // A timer may fire up to a millisecond early.
  for (let left = atMicros - nowMicros(); left > 0; left = atMicros - nowMicros()) {
    await pause(Math.ceil(left / 1_000), undefined, signal === undefined ? {} : { signal });
  }
  signal?.throwIfAborted();
}

/** Whole µs, so that differences are exact. */
function nowMicros(): number {
  return Math.round(performance.now() * 1_000);
}

/** What `nowMicros` says at a moment of the clock that all processes share. */
function microsAt(nanos: bigint): number {
  return nowMicros() + Math.round(Number(nanos - process.hrtime.bigint()) / 1_000);
}

async function unlessAborted<Value>(value: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (signal === undefined) return value;
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason);
  signal.addEventListener("abort", abort);
  try {
    return await Promise.race([value, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

function micros(seconds: number): number {
  return seconds * 1_000_000;
}

function interrupted(cause: unknown): BroadsideError {
  return new BroadsideError("interrupted", "The load was stopped before it was measured.", "Run it again to the end.", {
    cause,
  });
}
