import * as fc from "fast-check";
import { runSchemaName, runSchemaVersion } from "../../../harness/model/index.ts";
import type { EarlyEnd, Environment, Run } from "../../../harness/model/index.ts";
import { text, name, count, time, listOf, keysOf } from "./arbitrary.ts";
import { planOf } from "./plan-arbitrary.ts";
import { trialOf } from "./trial-arbitrary.ts";

const environmentFields = {
  nodeVersion: text,
  v8Version: text,
  platform: text,
  kernel: text,
  distribution: text,
  cpuModel: text,
  physicalCores: count,
  availableParallelism: count,
  memoryBytes: count,
  governor: fc.option(text),
  virtualization: fc.option(text),
  fileLimit: fc.option(count),
  generatorVersion: text,
  fingerprint: text,
};

const environment: fc.Arbitrary<Environment> = fc.record(
  { ...environmentFields, tcpMigrateReq: fc.option(fc.boolean()) },
  { requiredKeys: keysOf(environmentFields) },
);

export const anyRun: fc.Arbitrary<Run> = fc
  .uniqueArray(name, { minLength: 1, maxLength: 3 })
  .chain(runOf)
  .map((run) => structuredClone(run));

function runOf(armIds: readonly string[]): fc.Arbitrary<Run> {
  const always = {
    schema: fc.constant(runSchemaName),
    version: fc.constant(runSchemaVersion),
    toolVersion: text,
    createdAt: time,
    finishedAt: fc.option(time),
    program: text,
    command: listOf(text),
    plan: planOf(armIds),
    environment,
    trials: listOf(trialOf(armIds)),
    replacedBlocks: listOf(fc.record({ block: count, by: count, reason: text })),
  };
  const earlyEnd: fc.Arbitrary<EarlyEnd> = fc.record({ blocks: count, because: fc.constantFrom("decided", "time") });
  return fc.record({ ...always, earlyEnd }, { requiredKeys: keysOf(always) });
}

function isRich(run: Run): boolean {
  const { trials, plan } = run;
  return trials.length === 3 && trials.some(({ status }) => status === "measured") && plan.app !== null;
}

/** One run, the same at every call: with an app, three trials, and as large as asked. */
export function someRun(commandBytes = 1_000): Run {
  const [run] = fc.sample(anyRun.filter(isRich), { seed: 7, numRuns: 1 });
  if (run === undefined) throw new Error("nothing was generated");
  return { ...run, command: ["x".repeat(commandBytes)] };
}
