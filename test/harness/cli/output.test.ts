import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, openSync } from "node:fs";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../../harness/cli/broadside.js", import.meta.url));

/** A file that takes nothing, as a disk that is full. */
const full = "/dev/full";

for (const args of [["list", "--json"], ["--help"]]) {
  test(
    `what cannot be written to the standard output is said: ${args.join(" ")}`,
    { skip: !existsSync(full) },
    async () => {
      const child = spawn(process.execPath, [program, ...args], { stdio: ["ignore", openSync(full, "w"), "pipe"] });
      assert.ok(child.stderr);
      const [said, [code]] = await Promise.all([text(child.stderr), once(child, "exit")]);
      assert.match(said, /^broadside: the result could not be written to the standard output: ENOSPC/);
      assert.equal(code, 2);
    },
  );
}

test("a reader that goes away is no failure", async () => {
  const child = spawn(process.execPath, [program, "list"], { stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.destroy();
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, "exit")]);
  assert.equal(said, "");
  assert.equal(code, 0);
});
