import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { joinNodeOptions, requireFirst, splitNodeOptions, withOwnInspector } from "../../targets/node-options.ts";

/** Options as Node.js itself takes them out of the variable: titles may be of any words. */
function titleBy(options: string): string {
  const env = { ...process.env, NODE_OPTIONS: options };
  return execFileSync(process.execPath, ["-p", "process.title"], { env, encoding: "utf8" }).trimEnd();
}

test("NODE_OPTIONS are taken apart and put together as Node.js does", () => {
  for (const title of ["plain", "two words", 'with "quotes"', "back\\slash", 'all of "it" \\ here']) {
    const options = joinNodeOptions(["--no-warnings", `--title=${title}`]);
    assert.deepEqual(splitNodeOptions(options), ["--no-warnings", `--title=${title}`]);
    assert.equal(titleBy(options), title);
  }
  assert.deepEqual(splitNodeOptions("  --a   --b='x y' "), ["--a", "--b='x", "y'"]);
  assert.deepEqual(splitNodeOptions('--require "./a b.cjs" --title="x y"z'), [
    "--require",
    "./a b.cjs",
    "--title=x yz",
  ]);
  assert.deepEqual(splitNodeOptions(""), []);
});

test("a module is loaded ahead of those that NODE_OPTIONS name", () => {
  assert.equal(
    requireFirst("/our own/first.ts", "--require ./theirs.cjs"),
    '--require "/our own/first.ts" --require ./theirs.cjs',
  );
});

test("an inspector is where it is in nobody's way, and waits for no debugger", () => {
  const own = "--inspect=127.0.0.1:0";
  for (const option of [
    "--inspect",
    "--inspect=0.0.0.0:9229",
    "--inspect-brk",
    "--inspect-brk=9230",
    "--inspect-wait",
  ]) {
    assert.deepEqual(withOwnInspector([option, "--enable-source-maps"]), [own, "--enable-source-maps"]);
  }
  const given = ["--inspect-port=9230", "--inspect-port", "9231", "--debug-port=9232", "--inspect-publish-uid=http"];
  assert.deepEqual(withOwnInspector(given), ["--inspect-publish-uid=http"]);
});
