/** What the machine or a file of the user's may do to the program: a sentence and exit code 2, never a stack trace. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test, type TestContext } from "node:test";
import { testAppPath } from "../../support/boot-target.ts";
import { broadside } from "../../support/broadside.ts";
import { startResident } from "../../support/resident.ts";

const resident = startResident();
after(resident.stop);

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "broadside-hostile-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function refused(args: readonly string[], found: RegExp, env?: Readonly<Record<string, string>>) {
  const ended = env === undefined ? resident.broadside(args) : broadside(args, { env });
  const { code, stdout, stderr } = await ended;
  assert.equal(code, 2, stderr);
  assert.equal(stdout, "");
  assert.match(stderr, found);
  assert.doesNotMatch(stderr, /this is a bug|^\s+at /m);
}

test("names that the system refuses are told as they are", async (t) => {
  const folder = folderOf(t);
  const loop = join(folder, "loop");
  symlinkSync(loop, loop);
  const tooLong = "x".repeat(300);
  await refused(["list", "--config", tooLong], /ENAMETOOLONG/);
  await refused(["list", "--config", loop], /ELOOP/);
  await refused(["--app", testAppPath("plain.js"), "--config", join(loop, "a")], /ELOOP/);
});

test("a configuration may hold or throw what has no text", async (t) => {
  const folder = folderOf(t);
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const big = write("big.mjs", "export default { blocks: 10n };\n");
  const circle = write("circle.mjs", "const a = { app: 1n }; a.blocks = a; export default a;\n");
  const thrower = write("thrower.mjs", "throw { toString() { throw 1; } };\n");
  await refused(["list", "--config", big], /blocks is 10n/);
  await refused(["list", "--config", circle], /app is 1n|blocks is/);
  await refused(["list", "--config", thrower], /it threw something that cannot be shown/);
});

test("without a folder for temporary files it is that which is named, and not the app", async (t) => {
  const folder = folderOf(t);
  const file = join(folder, "file");
  writeFileSync(file, "");
  mkdirSync(join(folder, "there"));
  for (const place of [join(folder, "not-there"), file]) {
    await refused(["--app", testAppPath("plain.js"), "--quick"], /the folder for temporary files, .* cannot be used/, {
      TMPDIR: place,
    });
  }
});
