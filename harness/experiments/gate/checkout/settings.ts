import { existsSync, mkdirSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { BroadsideError } from "../../../errors.ts";
import type { Checkout } from "./checkout.ts";
import { gitPaths, tryGit } from "./git.ts";
import { ignoredIn, isNoneOfTheProjects, roleOf, untrackedSettingsIn, type Ignored, type Role } from "./ignored.ts";
import { isLockFile } from "./lock-files.ts";
import { foldersDownTo } from "./project.ts";
import { replicate, type ReplicaOptions } from "./replicate.ts";

/** What a version gets of what git ignores, beside what the rules say; paths as they were typed, from the working folder. */
export type Choices = { readonly copy: readonly string[]; readonly leaveOut: readonly string[] };

/** Something that git does not have, which the working folder has and the version does not. */
export type Missing = { readonly path: string; readonly role: Role; readonly own: string; readonly theirs: string };

/** What a version got, of what git ignores and of what it has not, and what it still lacks; paths from the top of the project. */
export type Given = {
  /** The working folder is the version, but for what git ignores. */
  readonly isSame: boolean;
  readonly copied: readonly string[];
  readonly untracked: readonly string[];
  readonly missing: readonly Missing[];
};

type Place = Pick<ReplicaOptions, "signal" | "onUnreadable"> & {
  readonly checkouts: readonly Checkout[];
  readonly folder: string;
};

/**
 * Gives a version what git does not have and the working folder does: settings (`.env`, certificates, a database) are the
 * machine's, and are copied, since an app may write to them; what is built is the version's own, and is copied only where the two
 * versions are the same. Throws `bad-option` where `--copy` names what is not there.
 */
export async function giveIgnored(place: Place, choices: Choices): Promise<Given> {
  const [whole] = place.checkouts;
  if (whole === undefined) return { isSame: true, copied: [], untracked: [], missing: [] };
  const { own, theirs } = whole;
  const options: ReplicaOptions = {
    tops: { own, theirs },
    signal: place.signal,
    onUnreadable: place.onUnreadable,
    isShared: () => false,
    isLeftOut: () => false,
  };
  const asked = choices.copy.map((path) => askedPath(path, own, place.folder));
  for (const path of asked) await give(join(own, path), join(theirs, path), options);
  const left = choices.leaveOut.map((path) => relative(own, resolve(place.folder, path)));
  const isLeft = (path: string): boolean => left.some((one) => path === one || path.startsWith(`${one}${sep}`));
  const isSame = await isUnchanged(whole);
  const copied: string[] = [...asked];
  const untracked: string[] = [];
  const missing: Missing[] = [];
  for (const { ignored, ...each } of await lackingIn(place.checkouts, untrackedSettingsIn)) {
    const path = relative(own, each.own);
    if (isLeft(path)) continue;
    await give(each.own, each.theirs, options);
    if (existsSync(each.theirs)) untracked.push(ignored.isFolder ? `${path}${sep}` : path);
  }
  for (const { ignored, ...each } of await lackingIn(place.checkouts, ignoredIn)) {
    const path = relative(own, each.own);
    const called = ignored.isFolder ? `${path}${sep}` : path;
    if (isLeft(path)) continue;
    if (each.role === "setting" || (isSame && each.role !== "litter")) {
      await give(each.own, each.theirs, options);
      if (each.role === "setting" && existsSync(each.theirs)) copied.push(called);
    } else if (each.role !== "litter") missing.push({ ...each, path: called });
    else if (ignored.isFolder) mkdirSync(each.theirs, { recursive: true });
  }
  return { isSame, copied, untracked, missing };
}

async function lackingIn(checkouts: readonly Checkout[], list: typeof ignoredIn) {
  const lacking: (Omit<Missing, "path"> & { readonly ignored: Ignored })[] = [];
  for (const { own, theirs } of checkouts) {
    for (const ignored of await list(own)) {
      // It says what head has installed.
      if (isLockFile(ignored.path)) continue;
      const [there, here] = [join(own, ignored.path), join(theirs, ignored.path)];
      const role = roleOf(ignored);
      if (role !== "modules" && !existsSync(here)) lacking.push({ ignored, role, own: there, theirs: here });
    }
  }
  return lacking;
}

async function give(own: string, theirs: string, options: ReplicaOptions): Promise<void> {
  mkdirSync(dirname(theirs), { recursive: true });
  await replicate(own, theirs, options);
}

function askedPath(typed: string, own: string, folder: string): string {
  const path = resolve(folder, typed);
  if (existsSync(path) && foldersDownTo(own, path).length > 1) return relative(own, path);
  throw new BroadsideError(
    "bad-option",
    `--copy ${typed}: there is no such file or folder in ${own}`,
    "Name something the working folder has and git ignores, such as --copy dist",
  );
}

/** Whether the working folder is the version, but for what git ignores and what is none of the project's. */
async function isUnchanged({ own, commit }: Checkout): Promise<boolean> {
  if ((await tryGit(own, ["diff", "--quiet", "--no-ext-diff", commit, "--"])) === null) return false;
  const settings = await untrackedSettingsIn(own);
  const untracked = await gitPaths(own, ["ls-files", "-z", "--others", "--exclude-standard"]);
  return untracked.every(
    (file) => isNoneOfTheProjects(file) || settings.some(({ path }) => file === path || file.startsWith(`${path}/`)),
  );
}
