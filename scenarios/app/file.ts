import { randomUUID, scrypt } from "node:crypto";
import { openSync, read, unlinkSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** Size of the file that is read, KiB: no more than this can be asked for. */
export const fileKib = 1024;

const chunkBytes = 64 * 1024;
const readAsync = promisify(read);
const scryptAsync = promisify<Buffer, string, number, { N: number }, Buffer>(scrypt);

let openFile: number | undefined;

/**
 * Makes the file that is read and returns its descriptor. Its name is removed before its content is written, so that
 * nothing is left on disk however the process ends, and processes that start at once cannot meet.
 */
function createFile(): number {
  const path = join(tmpdir(), `sample-app-${randomUUID()}`);
  const descriptor = openSync(path, "wx+", 0o600);
  unlinkSync(path);
  const content = Uint8Array.from({ length: fileKib * 1024 }, (_, index) => (index * 31 + (index >> 8)) & 0xff);
  writeSync(descriptor, content);
  return descriptor;
}

export type FileDigest = { readonly bytes: number; readonly digest: string };

/**
 * Reads the first `kib` KiB of the file in chunks, then derives a key from them with scrypt. Both run in libuv's
 * thread pool and take turns for its threads; N = 2048 costs about 3 ms of one of them.
 */
export async function digestFile(kib: number): Promise<FileDigest> {
  openFile ??= createFile();
  const content = Buffer.alloc(kib * 1024);
  for (let start = 0; start < content.length; start += chunkBytes) {
    const length = Math.min(chunkBytes, content.length - start);
    const { bytesRead } = await readAsync(openFile, content, start, length, start);
    if (bytesRead !== length) throw new Error(`read ${bytesRead} bytes at ${start}, not ${length}`);
  }
  const key = await scryptAsync(content, "sample-app", 16, { N: 2048 });
  return { bytes: content.length, digest: key.toString("hex") };
}
