import { existsSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import type { Checkout } from "./checkout.ts";
import { gitPaths } from "./git.ts";
import { foldersDownTo } from "./project.ts";

/** The script of an app in a version where it has another name, and the folder that it starts in there. */
export type FormerApp = { readonly script: string; readonly cwd: string };

/** The app of head as a version has it under another name, which git finds by its content; null where it does not. */
export async function formerApp(
  { own, theirs, commit }: Checkout,
  app: { readonly script: string; readonly cwd: string },
): Promise<FormerApp | null> {
  const path = relative(own, app.script);
  if (foldersDownTo(own, app.script).length === 0 || existsSync(join(theirs, path))) return null;
  const list = ["diff", "--name-status", "-z", "--no-ext-diff", "--find-renames", "--diff-filter=R", commit, "--"];
  const listed = await gitPaths(own, list);
  const at = listed.findIndex((entry, index) => /^R\d+$/.test(entry) && listed[index + 2] === path);
  const former = listed[at + 1];
  if (at === -1 || former === undefined) return null;
  return { script: join(theirs, former), cwd: cwdOf({ own, theirs }, app, former) };
}

/** The folder that it starts in: the same one, or, where that was renamed too, the one that is as far above the script. */
function cwdOf(
  { own, theirs }: Pick<Checkout, "own" | "theirs">,
  { script, cwd }: { readonly script: string; readonly cwd: string },
  former: string,
): string {
  if (foldersDownTo(own, cwd).length === 0) return cwd;
  const same = join(theirs, relative(own, cwd));
  const below = `${sep}${relative(cwd, script)}`;
  const whole = `${sep}${former}`;
  if (existsSync(same)) return same;
  return whole.endsWith(below) ? join(theirs, whole.slice(0, -below.length)) : dirname(join(theirs, former));
}
