import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { splitAtScript, takesValue } from "../../targets/valued-options.ts";

/** Of every option of the running Node.js, hidden ones too, whether it is of a type that has a value. */
const askAll = `const { types, getCLIOptionsInfo } = require("internal/test/binding").internalBinding("options");
const { options, aliases } = getCLIOptionsInfo();
const valued = [types.kString, types.kStringList, types.kInteger, types.kUInteger, types.kHostPort];
const names = [...options].filter(([name, { type }]) => name.startsWith("-") && valued.includes(type)).map(([name]) => name);
const short = [...aliases].filter(([name, [to]]) => /^--?[\\w-]+$/.test(name) && names.includes(to)).map(([name]) => name);
process.stdout.write(JSON.stringify([...names, ...short]));`;

/** Node.js says so of an option that ends its command line, or that another one follows. */
function demandsValue(option: string): boolean {
  const { stderr } = spawnSync(process.execPath, [option, "--version"], { encoding: "utf8" });
  return /requires an argument/.test(stderr);
}

test("every option of Node.js that demands a value in the next word is known, hidden ones too", () => {
  const { stdout, stderr } = spawnSync(process.execPath, ["--expose-internals", "--eval", askAll], {
    encoding: "utf8",
  });
  const all: unknown = JSON.parse(stdout === "" ? JSON.stringify(stderr) : stdout);
  assert.ok(Array.isArray(all) && all.length > 60, stderr);
  const unknown = all.map(String).filter((option) => !takesValue(option));
  assert.deepEqual(unknown.filter(demandsValue), []);
});

test("an option whose value is only ever joined to it leaves the next word alone", () => {
  for (const option of [
    "--inspect",
    "--inspect-brk",
    "--max-old-space-size",
    "--enable-source-maps",
    "--watch",
    "-p",
  ]) {
    assert.equal(takesValue(option), false, option);
  }
});

test("the script is found behind options with a value of their own", () => {
  const options = ["--inspect-port", "9230", "--debug-port", "0.0.0.0:9231", "--max_http_header_size", "9", "-C", "x"];
  assert.deepEqual(splitAtScript([...options, "server.js", "-r"]), { options, rest: ["server.js", "-r"] });
});
