import { type ChildProcess, fork } from "node:child_process";
import { extname, join } from "node:path";

import { BroadsideError, messageOf } from "../errors.ts";
import { hintForLimit } from "../system-hints.ts";
import { drainCapSeconds, type LoadJob } from "./job.ts";
import { isReport, type Order, type Report } from "./messages.ts";
import type { LoadPart } from "./part.ts";

const bootMillis = 15_000;
const exitMillis = 2_000;
/** How much longer than planned a job may take. */
const lateMillis = 15_000;
const stderrCharacters = 2_000;

export type ProcessHooks = {
  readonly onPrepared: () => void;
  /** Milliseconds since 1970, by the generator's clock. */
  readonly onWindowStart: (epochMillis: number) => void;
  readonly onWindowEnd: (epochMillis: number) => void;
  readonly onDrained: () => void;
};

/** A generator's process, seen from the harness. */
export type GeneratorProcess = {
  readonly pid: number;
  /**
   * Prepares a job, runs it when it is told to begin, and ends it when it is told to stop sending; one job at a time.
   * @throws BroadsideError what `runLoad` throws, and `generator-failed` when the process dies or is stuck.
   */
  run(job: LoadJob, hooks: ProcessHooks): Promise<LoadPart>;
  /** Begins the job that is prepared, at a time of `process.hrtime.bigint()`. */
  begin(atNanos: bigint): void;
  stopSending(): void;
  /** Gives up the job. */
  abort(): void;
  /** Ends the process and waits until it has gone. May be called more than once. */
  close(): Promise<void>;
};

/**
 * Starts the process that will send the load, in a process group of its own: an interrupt typed at the terminal
 * reaches the harness alone. The process ends with its channel, so it cannot outlive the harness.
 * @throws BroadsideError `generator-failed` when it does not start.
 */
export async function startGeneratorProcess(): Promise<GeneratorProcess> {
  const child = forkGenerator();
  const death = watchDeath(child);
  try {
    await reportFrom(child, death, bootMillis, (report) => report.type === "ready");
  } catch (error) {
    await end(child, death);
    throw error;
  }
  return {
    pid: child.pid ?? 0,
    run: (job, hooks) => runJob(child, death, job, hooks),
    begin: (atNanos) => send(child, { type: "begin", atNanos }),
    stopSending: () => send(child, { type: "stop-sending" }),
    abort: () => send(child, { type: "abort" }),
    close: () => end(child, death),
  };
}

/** What the system refuses is emitted or, by its code, thrown. */
function forkGenerator(): ChildProcess {
  const entry = join(import.meta.dirname, `generator${extname(import.meta.filename)}`);
  try {
    return fork(entry, [], {
      execArgv: [],
      detached: true,
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      // JSON has neither bytes, nor Infinity, nor such whole numbers as nanoseconds are.
      serialization: "advanced",
      // What they preload is for the app.
      env: { ...process.env, NODE_OPTIONS: undefined },
    });
  } catch (error) {
    throw failed(notStarted(error));
  }
}

function notStarted(error: unknown): string {
  return `The load generator could not be started: ${messageOf(error)}.`;
}

/** Settles when the process has gone: to the sentence that says how. */
type Death = Promise<string>;

function watchDeath(child: ChildProcess): Death {
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-stderrCharacters);
  });
  const { promise, resolve } = Promise.withResolvers<string>();
  child.on("error", (error) => resolve(notStarted(error)));
  // Not "close": Node does not emit it after disconnect() (nodejs/node#19433).
  child.once("exit", (code, signal) => {
    const how = signal === null ? `with code ${code}` : `by ${signal}`;
    const tell = (): void => resolve(`The load generator ended ${how}${stderr === "" ? "." : `: ${stderr.trim()}`}`);
    if (child.stderr === null || child.stderr.closed) tell();
    else child.stderr.once("close", tell);
  });
  return promise;
}

async function runJob(child: ChildProcess, death: Death, job: LoadJob, hooks: ProcessHooks): Promise<LoadPart> {
  const plannedMillis = (job.warmupSeconds + job.measuredSeconds + 2 * drainCapSeconds(job, null)) * 1_000;
  send(child, { type: "prepare", job });
  const report = await reportFrom(child, death, plannedMillis + lateMillis, (told) => {
    if (told.type === "prepared") hooks.onPrepared();
    if (told.type === "window-start") hooks.onWindowStart(told.epochMillis);
    if (told.type === "window-end") hooks.onWindowEnd(told.epochMillis);
    if (told.type === "drained") hooks.onDrained();
    return told.type === "result";
  });
  if (report.type === "result") return report.part;
  throw failed(`The load generator said "${report.type}" for a result.`);
}

/** The first report that `isWanted`. An error reported, the process's death and the time limit are thrown. */
async function reportFrom(
  child: ChildProcess,
  death: Death,
  limitMillis: number,
  isWanted: (report: Report) => boolean,
): Promise<Report> {
  const { promise, resolve, reject } = Promise.withResolvers<Report>();
  const listen = (message: unknown): void => {
    if (!isReport(message)) return;
    if (message.type === "error") reject(new BroadsideError(message.code, message.message, message.hint));
    else if (isWanted(message)) resolve(message);
  };
  const timer = setTimeout(() => {
    reject(failed(`The load generator did not respond within ${limitMillis / 1_000} s.`));
  }, limitMillis);
  child.on("message", listen);
  void death.then((sentence) => reject(failed(sentence)));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    child.off("message", listen);
  }
}

async function end(child: ChildProcess, death: Death): Promise<void> {
  if (child.connected) child.disconnect();
  const timer = setTimeout(() => child.kill("SIGKILL"), exitMillis);
  await death;
  clearTimeout(timer);
}

function send(child: ChildProcess, order: Order): void {
  // Without a channel the process is about to end, which is reported when it has.
  if (child.connected) child.send(order, () => {});
}

function failed(message: string): BroadsideError {
  return new BroadsideError(
    "generator-failed",
    message,
    hintForLimit(message) ??
      "Run it again; if it fails again, look for what stops processes on this machine (memory, limits).",
  );
}
