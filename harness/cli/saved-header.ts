import type { Saved } from "../model/index.ts";
import { readManifest } from "../observe/manifest.ts";
import { programName } from "./terminal.ts";

/** What is saved of a measurement that begins now, but for its environment. */
export function savedHeader<Name extends string, Version extends number>(
  schema: Name,
  version: Version,
  command: readonly string[],
): Omit<Saved<Name, Version>, "environment"> {
  return {
    schema,
    version,
    toolVersion: readManifest().version,
    program: programName(),
    createdAt: new Date().toISOString(),
    finishedAt: null,
    command,
  };
}
