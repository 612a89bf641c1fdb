import { existsSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { BroadsideError, messageOf } from "../../errors.ts";
import {
  baselineSchemaName,
  baselineSchemaVersion,
  type Baseline,
  type BaselineArm,
  type BaselineValues,
  type ComparableApp,
} from "./model.ts";
import { replaceFile } from "../../store/atomic-file.ts";
import { parseSaved } from "../../store/parse-saved.ts";
import { load, requestKind } from "../../store/plan-schema.ts";
import { environment } from "../../store/saved-fields.ts";
import { count, listOf, number, structure, text, texts, time } from "../../store/structure.ts";

const values = structure<BaselineValues>()({
  throughput: number.min(0).nullable(),
  cpuMicrosPerRequest: number.min(0).nullable(),
  p99Micros: number.min(0).nullable(),
});

const arm = structure<BaselineArm>()({
  id: text,
  strategy: text,
  options: texts,
  workers: count.nullable(),
  nodeVersion: z.exactOptional(text),
  observedNodeVersion: z.exactOptional(text),
  software: z.exactOptional(text),
  url: z.exactOptional(text),
  blocks: listOf(values),
});

const comparableApp = structure<ComparableApp>()({
  path: z.exactOptional(text),
  args: listOf(text),
  env: texts,
  nodeArgs: listOf(text),
  poolVariable: z.exactOptional(text),
});

/** The structure of a stored baseline. */
export const baselineSchema = structure<Baseline>()({
  schema: z.literal(baselineSchemaName),
  version: z.literal(baselineSchemaVersion),
  toolVersion: text,
  createdAt: time,
  scenario: text,
  title: text,
  requests: listOf(requestKind),
  app: z.exactOptional(comparableApp),
  load,
  warmupSeconds: number,
  chosenWarmupSeconds: z.exactOptional(number),
  measuredSeconds: number,
  baselineArmId: text,
  arms: listOf(arm),
  environment,
});

const baselineKind = {
  name: "a baseline",
  schemaName: baselineSchemaName,
  version: baselineSchemaVersion,
  upgrades: [],
  schema: baselineSchema,
  giveOne: 'Give a file that "baseline save" wrote.',
} as const;

/** Writes a baseline, whole or not at all. @throws BroadsideError `output-unwritable` */
export async function saveBaseline(path: string, baseline: Baseline): Promise<void> {
  await replaceFile(path, `${JSON.stringify(baseline, null, 1)}\n`);
}

/** Reads a stored baseline. @throws BroadsideError `run-not-found`, `run-unreadable`, `run-foreign` */
export async function loadBaseline(path: string): Promise<Baseline> {
  if (!existsSync(path)) {
    throw new BroadsideError("run-not-found", `${path} does not exist.`, baselineKind.giveOne);
  }
  if (statSync(path).isDirectory()) {
    throw new BroadsideError("run-unreadable", `${path} is a folder, and a baseline is a file.`, baselineKind.giveOne);
  }
  const content = await readFile(path, "utf8").catch((error: unknown) => {
    throw new BroadsideError(
      "run-unreadable",
      `Cannot read ${path}: ${messageOf(error)}.`,
      "Check that it is a file which you may read.",
      { cause: error },
    );
  });
  return parseSaved(content, path, baselineKind);
}
