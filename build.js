// Builds dist/ of the sources: types become blanks, so that every line and column stays where it was, and what is imported
// ends with .js. By Node.js alone, for a clone in which no compiler is installed. While a program runs from dist/, only what
// differs is replaced, each file in one step. What cannot be built is said, and the sources run as they are.
import fs from "node:fs";
import module from "node:module";
import { dirname, join } from "node:path";
import { hashOfContents, hashOfTimes, sourcesIn, stamp } from "./harness/cli/source-hash.js";

const fresh = "dist.tmp";

function build(root) {
  process.chdir(root);
  if (!fs.existsSync("harness")) return;
  const hashes = [hashOfTimes(root), hashOfContents(root)];
  const built = new Map(sourcesIn(root).map((path) => [path.replace(/\.ts$/, ".js"), codeOf(path)]));
  fs.rmSync(stamp, { force: true });
  fs.rmSync(fresh, { recursive: true, force: true });
  for (const [path, code] of built) if (textOf(join("dist", path)) !== code) replace(path, code);
  for (const path of fs.globSync("**/*.{js,d.ts}", { cwd: "dist" })) {
    if (!built.has(path.replace(/\.d\.ts$/, ".js"))) fs.rmSync(join("dist", path), { force: true });
  }
  fs.rmSync(fresh, { recursive: true, force: true });
  fs.writeFileSync(stamp, hashes.join("\n"));
}

function codeOf(path) {
  const source = fs.readFileSync(path, "utf8");
  const code = path.endsWith(".ts") ? module.stripTypeScriptTypes(source) : source;
  return code.replaceAll(/(?<=\b(?:from|import) ?\(?"\.{1,2}\/[^"\n]*)\.ts(?=")/g, ".js");
}

function textOf(path) {
  return fs.existsSync(path) ? fs.readFileSync(path, "utf8") : null;
}

function replace(path, code) {
  for (const folder of [fresh, "dist"]) fs.mkdirSync(join(folder, dirname(path)), { recursive: true });
  fs.writeFileSync(join(fresh, path), code);
  fs.renameSync(join(fresh, path), join("dist", path));
}

// Node.js warns that it may still change how it does this.
process.removeAllListeners("warning");
try {
  // A Node.js that is too old to build is too old to run Broadside, which says so itself.
  if (module.stripTypeScriptTypes !== undefined) build(import.meta.dirname);
} catch (error) {
  process.stderr.write(`not built, so that Broadside runs from its sources: ${error.message}\n`);
}
