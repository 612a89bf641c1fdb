import { existsSync, readdirSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { z } from "zod";
import { BroadsideError, messageOf, systemCodeOf } from "../errors.ts";
import { isFolder } from "../files.ts";
import { isSavedName } from "../model/index.ts";
import { removeTemporaries, replaceFile } from "./atomic-file.ts";
import { describeProblem } from "./describe-problem.ts";
import { isLocked, lockDirectory } from "./directory-lock.ts";
import type { DirectoryLock } from "./directory-lock.ts";
import { makeFolder } from "./folder.ts";
import { isProcessAlive } from "./lock-holder.ts";
import { parseSaved, type SavedKind } from "./parse-saved.ts";

/** A run is gone on with by what is in its file: the headers and the environment that were given, secrets too. */
const ownerOnly = 0o600;

/** A kind of measurement that has a folder of its own. */
export type FolderKind<Schema extends z.ZodType> = SavedKind<Schema> & { readonly fileName: string };

/** The folder of a measurement that is named by its folder or by its file. */
export function folderOf(source: string): string {
  return isSavedName(basename(source)) ? dirname(source) : source;
}

function savedNamesIn(folder: string): readonly string[] {
  return isFolder(folder) ? readdirSync(folder).filter(isSavedName) : [];
}

/** Whether a folder, or the file that is named, holds a measurement of the kind. */
export function holds(source: string, { fileName }: { readonly fileName: string }): boolean {
  return basename(source) === fileName || existsSync(join(source, fileName));
}

/**
 * Makes a folder for a new measurement, its parents too, and locks it for this process.
 * @throws BroadsideError `output-exists` when it holds one already or another process writes there,
 * `output-unwritable`
 */
export async function createFolder(folder: string): Promise<DirectoryLock> {
  makeFolder(folder);
  const lock = lockDirectory(folder);
  if (savedNamesIn(folder).length > 0) {
    lock.release();
    throw new BroadsideError(
      "output-exists",
      `${folder} already holds a run.`,
      "Choose another output folder. A run, a search or a map that is there goes on with --resume; a gate is measured again.",
    );
  }
  await removeTemporaries(folder, () => true);
  return lock;
}

/**
 * Locks the folder of a measurement for this process, so that it can be resumed, and removes what a killed harness left.
 * @throws BroadsideError `run-not-found`, `output-exists` when another process writes there, `output-unwritable`
 */
export async function reopenFolder<Schema extends z.ZodType>(
  folder: string,
  kind: FolderKind<Schema>,
): Promise<DirectoryLock> {
  if (!existsSync(join(folder, kind.fileName))) throw notFound(folder, kind);
  const lock = lockDirectory(folder);
  await removeTemporaries(folder, () => true);
  return lock;
}

/**
 * Replaces the folder's file; a harness that is killed meanwhile leaves the one before.
 * @throws BroadsideError `output-unwritable`
 * @throws TypeError when it could not be loaded again, such as for a number that is not finite: a bug
 */
export async function saveIn<Schema extends z.ZodType>(
  folder: string,
  kind: FolderKind<Schema>,
  saved: z.output<Schema>,
): Promise<void> {
  const checked = kind.schema.safeParse(saved);
  if (!checked.success) {
    const problem = describeProblem(checked.error, kind.version);
    throw new TypeError(`${kind.name.replace(/^a /, "The ")} cannot be saved: ${problem}`);
  }
  const text = `${JSON.stringify(saved, null, 1)}\n`;
  await replaceFile(join(folder, kind.fileName), text, { mode: ownerOnly });
}

/**
 * Reads a saved measurement.
 * @param source its folder, or the file itself
 * @throws BroadsideError `run-not-found`, `run-unreadable`, `run-foreign`
 */
export async function loadFrom<Schema extends z.ZodType>(
  source: string,
  kind: FolderKind<Schema>,
): Promise<z.output<Schema>> {
  const path = await fileAt(source, kind);
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (isMissing(error)) throw notFound(source, kind);
    throw unreadable(path, error);
  });
  const saved = parseSaved(text, path, kind);
  if (path !== source && !isLocked(source)) await removeTemporaries(source, (pid) => !isProcessAlive(pid));
  return saved;
}

type Named = { readonly name: string; readonly fileName: string; readonly giveOne: string };

async function fileAt(source: string, kind: Named): Promise<string> {
  try {
    return (await stat(source)).isDirectory() ? join(source, kind.fileName) : source;
  } catch (error) {
    throw isMissing(error) ? notFound(source, kind) : unreadable(source, error);
  }
}

function isMissing(error: unknown): boolean {
  return ["ENOENT", "ENOTDIR"].includes(systemCodeOf(error) ?? "");
}

function notFound(source: string, { fileName, giveOne }: Named): BroadsideError {
  if (!existsSync(source)) return new BroadsideError("run-not-found", `${source} does not exist.`, giveOne);
  const other = savedNamesIn(source).find((name) => name !== fileName);
  const instead = other === undefined ? "" : `, but a ${other}, which is another kind of measurement`;
  return new BroadsideError("run-not-found", `${source} holds no ${fileName}${instead}.`, giveOne);
}

function unreadable(path: string, error: unknown): BroadsideError {
  return new BroadsideError(
    "run-unreadable",
    `Cannot read ${path}: ${messageOf(error)}.`,
    "Check that it is a file which you may read.",
    { cause: error },
  );
}
