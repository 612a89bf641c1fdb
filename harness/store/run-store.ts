import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { BroadsideError, messageOf, systemCodeOf } from "../errors.ts";
import { runSchemaName, runSchemaVersion, type Run } from "../model/index.ts";
import { removeTemporaries, replaceFile } from "./atomic-file.ts";
import { describeProblem } from "./describe-problem.ts";
import { isLocked, lockDirectory } from "./directory-lock.ts";
import type { DirectoryLock } from "./directory-lock.ts";
import { makeFolder } from "./folder.ts";
import { isProcessAlive } from "./lock-holder.ts";
import { parseSaved } from "./parse-saved.ts";
import { runSchema } from "./schema.ts";

export type { DirectoryLock } from "./directory-lock.ts";

export const runFileName = "run.json";

/** The folder of a run that is named by its folder or by its file. */
export function folderOfRun(source: string): string {
  return source.endsWith(runFileName) ? dirname(source) : source;
}

const runKind = {
  name: "a run",
  schemaName: runSchemaName,
  version: runSchemaVersion,
  schema: runSchema,
  giveOne: "Give the folder of a run, or the run.json in it.",
} as const;

/**
 * Makes a folder for a new run, its parents too, and locks it for this process.
 * @throws BroadsideError `output-exists` when it holds a run already or another process writes there,
 * `output-unwritable`
 */
export async function createRunDirectory(folder: string): Promise<DirectoryLock> {
  makeFolder(folder);
  const lock = lockDirectory(folder);
  if (existsSync(join(folder, runFileName))) {
    lock.release();
    throw new BroadsideError(
      "output-exists",
      `${folder} already holds a run.`,
      "Choose another output folder, or resume that run.",
    );
  }
  await removeTemporaries(folder, () => true);
  return lock;
}

/**
 * Locks the folder of a run for this process, so that the run can be resumed, and removes what a killed harness left.
 * @throws BroadsideError `run-not-found`, `output-exists` when another process writes there, `output-unwritable`
 */
export async function reopenRunDirectory(folder: string): Promise<DirectoryLock> {
  if (!existsSync(join(folder, runFileName))) throw notFound(folder);
  const lock = lockDirectory(folder);
  await removeTemporaries(folder, () => true);
  return lock;
}

/**
 * Replaces the folder's run.json; a harness that is killed meanwhile leaves the one before.
 * @throws BroadsideError `output-unwritable`
 * @throws TypeError when the run could not be loaded again, such as for a number that is not finite: a bug
 */
export async function saveRun(folder: string, run: Run): Promise<void> {
  const checked = runSchema.safeParse(run);
  if (!checked.success)
    throw new TypeError(`The run cannot be saved: ${describeProblem(checked.error, runSchemaVersion)}`);
  await replaceFile(join(folder, runFileName), `${JSON.stringify(run, null, 1)}\n`);
}

/**
 * Reads a saved run.
 * @param source the folder of a run, or the file itself
 * @throws BroadsideError `run-not-found`, `run-unreadable`, `run-foreign`
 */
export async function loadRun(source: string): Promise<Run> {
  const path = await runFileAt(source);
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (isMissing(error)) throw notFound(source);
    throw unreadable(path, error);
  });
  const run = parseRun(text, path);
  if (path !== source && !isLocked(source)) await removeTemporaries(source, (pid) => !isProcessAlive(pid));
  return run;
}

/**
 * The run that the text of a run.json holds; `path` is what to call the file in messages.
 * @throws BroadsideError `run-unreadable` when it is not JSON, `run-foreign` when it is JSON but not such a run
 */
export function parseRun(text: string, path: string): Run {
  return parseSaved(text, path, runKind);
}

async function runFileAt(source: string): Promise<string> {
  try {
    return (await stat(source)).isDirectory() ? join(source, runFileName) : source;
  } catch (error) {
    throw isMissing(error) ? notFound(source) : unreadable(source, error);
  }
}

function isMissing(error: unknown): boolean {
  return ["ENOENT", "ENOTDIR"].includes(systemCodeOf(error) ?? "");
}

function notFound(source: string): BroadsideError {
  const found = existsSync(source) ? `${source} holds no ${runFileName}.` : `${source} does not exist.`;
  return new BroadsideError("run-not-found", found, `Give the folder of a run, or the ${runFileName} in it.`);
}

function unreadable(path: string, error: unknown): BroadsideError {
  return new BroadsideError(
    "run-unreadable",
    `Cannot read ${path}: ${messageOf(error)}.`,
    "Check that it is a file which you may read.",
    { cause: error },
  );
}
