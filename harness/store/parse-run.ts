import { BroadsideError, messageOf } from "../errors.ts";
import { runSchemaName, runSchemaVersion } from "../model/index.ts";
import type { Run } from "../model/index.ts";
import { describeProblem } from "./describe-problem.ts";
import { runSchema } from "./schema.ts";

const giveARun = "Give the folder of a run, or the run.json in it.";

/**
 * The run that the text of a run.json holds.
 * @param path what to call the file in messages
 * @throws BroadsideError `run-unreadable` when it is not JSON, `run-foreign` when it is JSON but not such a run
 */
export function parseRun(text: string, path: string): Run {
  const value = parseJson(text, path);
  const header = headerOf(value);
  if (header.schema !== runSchemaName) {
    throw new BroadsideError("run-foreign", `${path} is JSON, but not a run of Broadside.`, giveARun);
  }
  if (header.version !== runSchemaVersion) throw otherVersion(path, header.version, header.toolVersion);
  const result = runSchema.safeParse(value);
  if (result.success) return result.data;
  throw new BroadsideError(
    "run-foreign",
    `${path} is not a valid run: ${describeProblem(result.error)}.`,
    "The file was changed by something else than Broadside: restore it, or run again.",
  );
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const lines = text.split("\n");
    const where = /position/.test(messageOf(error))
      ? messageOf(error)
      : `${messageOf(error)}, at line ${lines.length} column ${(lines.at(-1)?.length ?? 0) + 1}`;
    throw new BroadsideError(
      "run-unreadable",
      text.trim() === "" ? `${path} is empty.` : `${path} is damaged or cut short: ${where}.`,
      "Restore the file from a copy, or run again.",
      { cause: error },
    );
  }
}

function headerOf(value: unknown): {
  readonly schema: unknown;
  readonly version: unknown;
  readonly toolVersion: unknown;
} {
  const fields = new Map(typeof value === "object" && value !== null ? Object.entries(value) : []);
  return { schema: fields.get("schema"), version: fields.get("version"), toolVersion: fields.get("toolVersion") };
}

function otherVersion(path: string, version: unknown, toolVersion: unknown): BroadsideError {
  const found = version === undefined ? "without a version" : `of version ${JSON.stringify(version)}`;
  const writer = typeof toolVersion === "string" ? ` (${toolVersion})` : "";
  return new BroadsideError(
    "run-foreign",
    `${path} is a run ${found}; this Broadside reads version ${runSchemaVersion}.`,
    `Read it with the Broadside that wrote it${writer}, or run again with this one.`,
  );
}
