import type { z } from "zod";
import { BroadsideError, messageOf } from "../errors.ts";
import { describeProblem } from "./describe-problem.ts";
import { histogramDamaged } from "./histogram-check.ts";
import { isObject, type Upgrade } from "./upgrades.ts";

/** What is saved in files of its own, with a schema and a version. */
export type SavedKind<Schema extends z.ZodType> = {
  /** As people call it, with its article: `a run`. */
  readonly name: string;
  readonly schemaName: string;
  readonly version: number;
  /** From each earlier version to the next, the first version first. */
  readonly upgrades: readonly Upgrade[];
  readonly schema: Schema;
  /** What to give where something else was given, as a sentence. */
  readonly giveOne: string;
};

const restoreIt = "Restore the file from a copy, or make it again.";

/**
 * What the text of a saved file holds.
 * @param path what to call the file in messages
 * @throws BroadsideError `run-unreadable` when it is not JSON, `run-foreign` when it is JSON but nothing of the kind
 */
export function parseSaved<Schema extends z.ZodType>(
  text: string,
  path: string,
  kind: SavedKind<Schema>,
): z.output<Schema> {
  const value = parseJson(text, path);
  const header = headerOf(value);
  if (header.schema !== kind.schemaName) {
    throw new BroadsideError("run-foreign", `${path} is JSON, but not ${kind.name} of Broadside.`, kind.giveOne);
  }
  const result = kind.schema.safeParse(upgraded(value, path, kind));
  if (result.success) return result.data;
  if (result.error.issues[0]?.message === histogramDamaged) {
    throw new BroadsideError(
      "run-unreadable",
      `${path} is damaged: ${describeProblem(result.error, kind.version)}.`,
      restoreIt,
    );
  }
  throw new BroadsideError(
    "run-foreign",
    `${path} is not ${kind.name.replace(/^a /, "a valid ")}: ${describeProblem(result.error, kind.version)}.`,
    "The file was changed by something else than Broadside: restore it, or make it again.",
  );
}

/** What a file of an earlier version would hold if it were written now. */
function upgraded(value: unknown, path: string, kind: SavedKind<z.ZodType>): unknown {
  const { version, toolVersion } = headerOf(value);
  if (!isObject(value) || !isVersion(version, kind)) throw otherVersion(path, kind, version, toolVersion);
  if (version === kind.version) return value;
  const now = kind.upgrades.slice(version - 1).reduce((saved, upgrade) => upgrade(saved), value);
  return { ...now, version: kind.version };
}

function isVersion(version: unknown, kind: Pick<SavedKind<z.ZodType>, "version">): version is number {
  return typeof version === "number" && Number.isInteger(version) && version >= 1 && version <= kind.version;
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
      restoreIt,
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

function otherVersion(
  path: string,
  kind: Pick<SavedKind<z.ZodType>, "name" | "version">,
  version: unknown,
  toolVersion: unknown,
): BroadsideError {
  const found = version === undefined ? "without a version" : `of version ${JSON.stringify(version)}`;
  const writer = typeof toolVersion === "string" ? ` (${toolVersion})` : "";
  return new BroadsideError(
    "run-foreign",
    `${path} is ${kind.name} ${found}; this Broadside reads ${kind.version === 1 ? "version 1" : `versions 1 to ${kind.version}`}.`,
    `Read it with the Broadside that wrote it${writer}, or make it again with this one.`,
  );
}
