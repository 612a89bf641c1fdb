import { z } from "zod";
import type { Environment } from "../model/index.ts";
import { count, listOf, number, structure, text, time } from "./structure.ts";

export const environment = structure<Environment>()({
  nodeVersion: text,
  v8Version: text,
  platform: text,
  kernel: text,
  distribution: text,
  cpuModel: text,
  physicalCores: count,
  availableParallelism: count,
  memoryBytes: number,
  governor: text.nullable(),
  virtualization: text.nullable(),
  fileLimit: number.nullable(),
  tcpMigrateReq: z.exactOptional(z.boolean().nullable()),
  generatorVersion: text,
  fingerprint: text,
});

/** The fields of every saved measurement, with its name and its version. */
export function savedFields<Name extends string, Version extends number>(schema: Name, version: Version) {
  return {
    schema: z.literal(schema),
    version: z.literal(version),
    toolVersion: text,
    createdAt: time,
    finishedAt: time.nullable(),
    program: text,
    command: listOf(text),
    environment,
  };
}
