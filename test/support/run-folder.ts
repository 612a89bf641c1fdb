import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { MeasuredTrial, RequestCounts, Run } from "../../harness/model/index.ts";

const reportFiles = ["report.html", "report.md", "summary.csv", "trials.csv", "summary.json", "run.json"];

/** Every file of the report is there, and nothing that is half-written or locked. */
export function assertReported(folder: string): void {
  for (const name of reportFiles) assert.ok(existsSync(join(folder, name)), `${name} is missing`);
  assertTidy(folder);
}

/** Charts are there as well, as they are when something was measured. */
export function assertWhole(folder: string): void {
  assertReported(folder);
  assert.ok(readdirSync(join(folder, "charts")).some((name) => name.endsWith(".svg")));
}

/** Nothing half-written is there, and no lock. */
export function assertTidy(folder: string): void {
  const litter = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.tmp$|\.lock/.test(name),
  );
  assert.deepEqual(litter, []);
}

/** Each planned trial has exactly one result. */
export function assertComplete(run: Run): void {
  const done = run.trials.map(({ index }) => index).toSorted((a, b) => a - b);
  assert.deepEqual(
    done,
    run.plan.trials.map(({ index }) => index),
  );
  assert.notEqual(run.finishedAt, null);
}

function assertAddsUp(counts: RequestCounts, what: string): void {
  const { sent, completed, failed, timedOut, inFlight } = counts;
  assert.equal(sent, completed + failed + timedOut + inFlight, what);
}

/** What the client counted agrees with itself and with what the workers counted. */
export function assertReconciles({ load, workers, armId }: MeasuredTrial): void {
  for (const { name, counts } of load.kinds) assertAddsUp(counts, `${armId}: ${name}`);
  assertAddsUp(load.counts, armId);
  assertAddsUp(load.lifetime, armId);
  const own = (workers ?? []).filter(({ role }) => role === "worker");
  const started = own.reduce((sum, { lifetimeStarted }) => sum + lifetimeStarted, 0);
  const finished = own.reduce((sum, { lifetimeFinished }) => sum + lifetimeFinished, 0);
  const order = [load.lifetime.completed, finished, started, load.lifetime.sent];
  assert.deepEqual(
    order.toSorted((a, b) => a - b),
    order,
    `${armId}: completed ≤ finished ≤ started ≤ sent`,
  );
}
