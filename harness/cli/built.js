import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { hashOfContents, hashOfTimes, stamp } from "./source-hash.js";

const program = join(import.meta.dirname, "../..");
/** An installed package runs from its dist/, and so does a clone that is linked into a project. */
const isOfBuild = basename(program) === "dist";
const root = isOfBuild ? join(program, "..") : program;
const builder = join(root, "build.js");

/**
 * Builds dist/ of a clone again where it is not of the sources as they are, and says whether it is to be run in place of
 * them: it starts sooner, and what takes the types off the sources adds to the memory of each process that it is loaded in,
 * an app's among them. What cannot be built is said, since figures of memory differ by it.
 */
export function prefersBuild() {
  // An installed package has nothing to build of.
  if (!existsSync(builder)) return false;
  if (isBuilt()) return !isOfBuild;
  const { NODE_OPTIONS: _, ...env } = process.env;
  const { status, error, stderr } = spawnSync(process.execPath, [builder], { env, encoding: "utf8" });
  if (status === 0) return !isOfBuild;
  process.stderr.write(
    `broadside: dist/ could not be built: ${(error?.message ?? stderr).trim()}\n` +
      (isOfBuild
        ? "  What was built before runs, which is not of the sources as they are.\n"
        : "  The sources run, which adds some 20 MiB to the memory of each process of an app.\n"),
  );
  return false;
}

function isBuilt() {
  try {
    if (!existsSync(join(root, "dist/harness/cli/main.js"))) return false;
    const [times, contents] = readFileSync(join(root, stamp), "utf8").split("\n");
    return times === hashOfTimes(root) || contents === hashOfContents(root);
  } catch {
    // Not built, or not for this user.
    return false;
  }
}
