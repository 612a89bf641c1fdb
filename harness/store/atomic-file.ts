import { randomBytes } from "node:crypto";
import { fsync } from "node:fs";
import { open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { systemCodeOf } from "../errors.ts";
import { writeFailure } from "./write-failure.ts";

/** By the descriptor: file handles of yarn's Plug'n'Play, which stands before Node.js in its projects, cannot do it. */
const flush = promisify(fsync);

const temporaryPattern = /^\..+\.(?<pid>\d+)\.[0-9a-f]{8}\.tmp$/;

/**
 * Writes a file so that whoever reads it, after a crash too, finds either all of the old content or all of the new:
 * a temporary, fsync, rename, fsync of the folder. No temporary stays behind when it fails.
 * @param how.folder where the temporary is made, on the same file system; by default beside the file
 * @param how.mode who may read it, beside what the umask takes away; by default all
 * @throws BroadsideError `output-unwritable`
 */
export async function replaceFile(
  path: string,
  content: string | Uint8Array,
  { folder = dirname(path), mode = 0o666 }: { readonly folder?: string; readonly mode?: number } = {},
): Promise<void> {
  const temporary = join(folder, temporaryName(basename(path)));
  try {
    await writeDurably(temporary, content, mode);
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await removeQuietly(temporary);
    throw writeFailure(path, error);
  }
}

/** Removes temporaries of {@link replaceFile} that a killed process left; `isStale` is asked about the writer's pid. */
export async function removeTemporaries(folder: string, isStale: (pid: number) => boolean): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const pid = temporaryPattern.exec(name)?.groups?.["pid"];
    if (pid !== undefined && isStale(Number(pid))) await removeQuietly(join(folder, name));
  }
}

/** Random, because in a container the process killed last time had the same pid. */
function temporaryName(name: string): string {
  return `.${name}.${process.pid}.${randomBytes(4).toString("hex")}.tmp`;
}

async function writeDurably(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  const file = await open(path, "wx", mode);
  try {
    await file.writeFile(content);
    await flush(file.fd);
  } finally {
    await file.close();
  }
}

/** Makes the rename itself durable. Some file systems cannot sync a folder: then nothing more can be done. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await flush(handle.fd);
  } catch (error) {
    if (!["EINVAL", "ENOTSUP", "EPERM", "EISDIR"].includes(systemCodeOf(error) ?? "")) throw error;
  } finally {
    await handle.close();
  }
}

/** Litter is not worth an error of its own. */
async function removeQuietly(path: string): Promise<void> {
  await rm(path, { force: true }).catch(() => undefined);
}
