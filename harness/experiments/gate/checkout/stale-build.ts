import { statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { gitPaths, tryGit } from "./git.ts";
import { nearestWith } from "./project.ts";

/** What a build is made of. */
const source = /\.(?:[cm]?[jt]sx?|vue|svelte|astro|graphql|prisma)$/;

/** Copying and building in one go may leave files a moment apart. */
const slackMillis = 1_000;

function changedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/**
 * A source of the app's package that is newer than its script, where git ignores the script, so it was built: what is
 * measured may then be an earlier version. Null where there is none. Paths are relative to the folder.
 */
export async function staleBuild(
  folder: string,
  script: string,
): Promise<{ readonly built: string; readonly source: string } | null> {
  const top = await tryGit(folder, ["rev-parse", "--show-toplevel"]);
  const isIgnored = top !== null && (await tryGit(folder, ["check-ignore", "--quiet", "--", script])) !== null;
  if (!isIgnored || script.includes("/node_modules/")) return null;
  const own = nearestWith(top, dirname(script), ["package.json"]) ?? top;
  const builtAt = changedAt(script) + slackMillis;
  const paths = await gitPaths(own, ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
  const sources = paths.filter((path) => source.test(path)).map((path) => join(own, path));
  const newer = sources
    .map((path) => ({ path, at: changedAt(path) }))
    .filter(({ at }) => at > builtAt)
    .sort((a, b) => b.at - a.at);
  const [newest] = newer;
  return newest === undefined ? null : { built: relative(folder, script), source: relative(folder, newest.path) };
}
