// Builds dist/ of the sources: types become blanks, so that every line and column stays where it was, and what is imported
// ends with .js. By Node.js alone, for a clone in which no compiler is installed. While a program runs from dist/, only what
// differs is replaced, each file in one step.
import { globSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import module from "node:module";
import { dirname, join } from "node:path";
import { hashOfContents, hashOfTimes, sourcesIn, stamp } from "./harness/cli/source-hash.js";

const root = import.meta.dirname;
/** Another may build at the same time. */
const fresh = `dist.tmp.${process.pid}`;

function build() {
  const hashes = [hashOfTimes(root), hashOfContents(root)];
  const built = new Map(sourcesIn(root).map((path) => [path.replace(/\.ts$/, ".js"), codeOf(path)]));
  rmSync(stamp, { force: true });
  try {
    for (const [path, code] of built) if (textOf(join("dist", path)) !== code) replace(path, code);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  for (const path of globSync("**/*.{js,d.ts}", { cwd: "dist" })) {
    if (!built.has(path.replace(/\.d\.ts$/, ".js"))) rmSync(join("dist", path), { force: true });
  }
  // Of sources that were written meanwhile, the next start builds again.
  if (hashOfContents(root) === hashes[1]) writeFileSync(stamp, hashes.join("\n"));
}

function codeOf(path) {
  const source = readFileSync(path, "utf8");
  const code = path.endsWith(".ts") ? module.stripTypeScriptTypes(source) : source;
  return code.replaceAll(/(?<=\b(?:from|import) ?\(?"\.{1,2}\/[^"\n]*)\.ts(?=")/g, ".js");
}

function textOf(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : null;
}

function replace(path, code) {
  for (const folder of [fresh, "dist"]) mkdirSync(join(folder, dirname(path)), { recursive: true });
  writeFileSync(join(fresh, path), code);
  renameSync(join(fresh, path), join("dist", path));
}

// Node.js warns that it may still change how it does this.
process.removeAllListeners("warning");
process.chdir(root);
try {
  build();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
