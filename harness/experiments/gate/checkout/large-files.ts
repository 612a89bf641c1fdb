import { createHash } from "node:crypto";
import { createReadStream, existsSync, lstatSync, readFileSync } from "node:fs";
import { chmod, copyFile, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { shellCommand } from "../../../command-line.ts";
import { BroadsideError } from "../../../errors.ts";
import { commonDirectory, type Checkout } from "./checkout.ts";
import { atGitDirectory, remoteOf, tryGit } from "./git.ts";

/** Lengths of a pointer, which is three lines. Specification: git-lfs/docs/spec.md */
const shortest = 100;
const longest = 300;

/** The SHA-256 of the content that a pointer of Git LFS stands for; null where the file is none. */
function pointedAt(path: string): string | null {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined || !stats.isFile() || stats.size < shortest || stats.size > longest) return null;
  const text = readFileSync(path, "utf8");
  return (
    /^version https:\/\/git-lfs\.github\.com\/spec\/v1\n(?:[^]*\n)?oid sha256:([0-9a-f]{64})\n/.exec(text)?.[1] ?? null
  );
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

/** Where Git LFS keeps what it has fetched for a repository. */
async function storeOf(repository: string): Promise<string | null> {
  const common = await commonDirectory(repository);
  if (common === null) return null;
  const named = await tryGit(repository, ["config", "--get", "--type=path", "lfs.storage"], atGitDirectory(repository));
  return join(resolve(common, named ?? "lfs"), "objects");
}

/** Where the content is on this machine: what Git LFS keeps, or the same file of the working copy. */
async function sourceOf(oid: string, own: string, store: string | null): Promise<string | null> {
  const kept = store === null ? null : join(store, oid.slice(0, 2), oid.slice(2, 4), oid);
  if (kept !== null && existsSync(kept)) return kept;
  return existsSync(own) && lstatSync(own).isFile() && (await hashOf(own)) === oid ? own : null;
}

async function howToFetch(own: string, commit: string): Promise<string> {
  const remote = await remoteOf(own);
  return remote === null
    ? "This repository has no remote to fetch it from: pass a folder with that version as --base."
    : `Fetch it: ${shellCommand(["git", "-C", own, "lfs", "fetch", remote, commit])}`;
}

/**
 * Puts the content of Git LFS in the place of its pointers, from what is on this machine. A pointer that the working copy
 * has too stays one.
 * @throws BroadsideError `gate-ref` where a content is not on this machine
 */
export async function fillLargeFiles(checkout: Checkout, label: string): Promise<void> {
  const { own, theirs, repository, commit, entries } = checkout;
  let store: string | null | undefined;
  for (const { path } of entries) {
    const file = join(theirs, path);
    const oid = pointedAt(file);
    if (oid === null) continue;
    store ??= await storeOf(repository);
    const source = await sourceOf(oid, join(own, path), store);
    if (source !== null) {
      const { mode } = lstatSync(file);
      await rm(file);
      await copyFile(source, file);
      await chmod(file, mode);
    } else if (pointedAt(join(own, path)) !== oid) {
      throw new BroadsideError(
        "gate-ref",
        `${label} has ${path} in Git LFS, but its content is not on this machine`,
        await howToFetch(own, commit),
      );
    }
  }
}
