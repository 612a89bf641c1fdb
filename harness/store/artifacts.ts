import { realpathSync } from "node:fs";
import { dirname, isAbsolute, join, normalize, relative, sep } from "node:path";
import { BroadsideError } from "../errors.ts";
import { replaceFile } from "./atomic-file.ts";
import { lockName } from "./directory-lock.ts";
import { makeFolder } from "./folder.ts";
import { isSavedName } from "../model/index.ts";

/** A file of a report. */
export type Artifact = {
  /** Relative to the folder of the run; may lie in folders below it. */
  readonly path: string;
  readonly content: string | Uint8Array;
};

/**
 * Writes the files of a report below the folder of a run, each of them whole or not at all. Nothing is written when
 * one of the paths would leave the folder, also by a symbolic link, or would replace the run itself. Their temporaries
 * are made in the folder itself, where what a killed process left is looked for.
 * @throws BroadsideError `output-unwritable`
 */
export async function writeArtifacts(folder: string, artifacts: readonly Artifact[]): Promise<void> {
  for (const { path } of artifacts) refuseBadPath(folder, path);
  makeFolder(folder);
  for (const { path } of artifacts) makeParents(folder, path);
  for (const { path, content } of artifacts) await replaceFile(join(folder, path), content, { folder });
}

function refuseBadPath(folder: string, path: string): void {
  const normal = normalize(path);
  const isFile = path !== "" && !path.endsWith("/") && !path.endsWith(sep) && normal !== "." && !path.includes("\0");
  if (!isFile || isAbsolute(path) || leaves(normal) || isSavedName(normal) || normal === lockName) {
    throw refusal(folder, path);
  }
}

/** One folder at a time, so that none is made behind a link that leads out of the run's folder. */
function makeParents(folder: string, path: string): void {
  const root = realpathSync(folder);
  let current = folder;
  for (const name of dirname(normalize(path)).split(sep)) {
    current = join(current, name);
    makeFolder(current);
    if (leaves(relative(root, realpathSync(current)))) throw refusal(folder, path);
  }
}

function leaves(relativePath: string): boolean {
  return isAbsolute(relativePath) || relativePath.split(sep)[0] === "..";
}

function refusal(folder: string, path: string): BroadsideError {
  return new BroadsideError(
    "output-unwritable",
    `A report may not be written to ${JSON.stringify(path)}: it is not a free place below ${folder}.`,
    "Use names of files below the folder of the run.",
  );
}
