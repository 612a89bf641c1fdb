// Builds dist/ of the sources: types become blanks, so that every line and column stays where it was, and what is imported
// ends with .js. By Node.js alone, for a clone in which no compiler is installed; and while a program runs from dist/, of
// which only what differs is replaced, in one step.
import fs from "node:fs";
import module from "node:module";
import { dirname, join } from "node:path";

const main = "dist/harness/cli/main.js";

function build() {
  const begun = new Date();
  const sources = fs.globSync("{harness,reports,scenarios,targets}/**/*.{ts,js}");
  const built = new Map(sources.map((path) => [join("dist", path.replace(/\.ts$/, ".js")), path]));
  for (const [path, source] of built) replace(path, codeOf(source));
  for (const path of fs.globSync("dist/**/*.{js,d.ts}"))
    if (!built.has(path.replace(/\.d\.ts$/, ".js"))) fs.rmSync(path);
  // What is newer than this is not in it: is-built.js.
  fs.utimesSync(main, begun, begun);
}

function codeOf(path) {
  const source = fs.readFileSync(path, "utf8");
  const code = path.endsWith(".ts") ? module.stripTypeScriptTypes(source) : source;
  return code.replaceAll(/(?<=\b(?:from|import) ?\(?"\.{1,2}\/[^"\n]*)\.ts(?=")/g, ".js");
}

function replace(path, content) {
  if (fs.existsSync(path) && fs.readFileSync(path, "utf8") === content) return;
  fs.mkdirSync(dirname(path), { recursive: true });
  const beside = `${path}.${process.pid}.tmp`;
  fs.writeFileSync(beside, content);
  fs.renameSync(beside, path);
}

process.chdir(import.meta.dirname);
// Node.js warns that it may still change how it does this.
process.removeAllListeners("warning");
// A Node.js that is too old to build is too old to run Broadside, which says so itself.
if (module.stripTypeScriptTypes !== undefined) build();
