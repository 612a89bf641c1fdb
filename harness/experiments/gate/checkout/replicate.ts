import {
  chmodSync,
  constants,
  copyFileSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
} from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { setImmediate as letOthersRun } from "node:timers/promises";
import { systemCodeOf } from "../../../errors.ts";
import { isUnreadable } from "./unreadable.ts";

/** The tops of the working copy and of the version, for links that lead from one place of a project to another. */
export type Tops = { readonly own: string; readonly theirs: string };

export type ReplicaOptions = {
  readonly tops: Tops;
  /** Whether a file may be one with the original: it is only read. Otherwise it is copied. */
  readonly isShared: (path: string) => boolean;
  readonly isLeftOut: (path: string) => boolean;
  /** Told what is left out because this user may not read it. */
  readonly onUnreadable: (path: string) => void;
  readonly signal: AbortSignal;
};

function isWithin(top: string, path: string): boolean {
  const way = relative(top, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/**
 * Makes `target` what `source` is: folders, files, and links. What a link leads to within the project is the version's
 * own, so that a package which the project itself holds is the version's. What is there already stays. What goes away
 * meanwhile, as a database's files do, is left out, and so are sockets, pipes and devices.
 * Rejects with the system's error where there is no room.
 */
export async function replicate(source: string, target: string, options: ReplicaOptions): Promise<void> {
  options.signal.throwIfAborted();
  if (options.isLeftOut(source)) return;
  try {
    await replicateOne(source, target, options);
  } catch (error) {
    if (!isUnreadable(source, error)) throw error;
    if (systemCodeOf(error) !== "ENOENT") options.onUnreadable(source);
  }
}

async function replicateOne(source: string, target: string, options: ReplicaOptions): Promise<void> {
  const stats = lstatSync(source);
  if (stats.isSymbolicLink()) unlessThere(() => replicateLink(source, target, options.tops));
  else if (stats.isFile()) unlessThere(() => replicateFile(source, target, options.isShared(source)));
  if (!stats.isDirectory()) return;
  const names = readdirSync(source);
  mkdirSync(target, { recursive: true });
  // Folders of dependencies hold tens of thousands of files: calls that wait for each would take several times as long.
  await letOthersRun();
  for (const name of names) await replicate(join(source, name), join(target, name), options);
  chmodSync(target, stats.mode | constants.S_IWUSR);
}

function replicateLink(source: string, target: string, { own, theirs }: Tops): void {
  const leads = readlinkSync(source);
  const to = resolve(dirname(source), leads);
  const there = isWithin(own, to) ? join(theirs, relative(own, to)) : to;
  symlinkSync(there === to || isAbsolute(leads) ? there : relative(dirname(target), there) || ".", target);
}

function replicateFile(source: string, target: string, isShared: boolean): void {
  if (isShared) {
    try {
      linkSync(source, target);
      return;
    } catch (error) {
      if (systemCodeOf(error) === "EEXIST") throw error;
      // On another disk, or another user's: a copy does as well.
    }
  }
  copyFileSync(source, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
}

function unlessThere(make: () => void): void {
  try {
    make();
  } catch (error) {
    if (systemCodeOf(error) !== "EEXIST") throw error;
  }
}
