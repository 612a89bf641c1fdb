import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { findListeningChild } from "../../targets/listening-child.ts";

/** A process which starts another of Node.js with these words, that listens. */
async function starter(t: TestContext, folder: string, words: readonly string[]): Promise<ChildProcess> {
  const script = `require("node:child_process").spawn(process.execPath, ${JSON.stringify(words)}, { stdio: "inherit" });
    process.on("SIGTERM", () => process.exit()); setInterval(() => {}, 1e6);`;
  const child = spawn(process.execPath, ["-e", script], { cwd: folder, stdio: ["pipe", "pipe", "inherit"] });
  t.after(() => child.kill());
  const [said] = await once(child.stdout, "data");
  t.after(() => process.kill(Number(String(said))));
  return child;
}

const cases = [
  ["--require", "./tracing.cjs", "--import", "./loader.mjs"],
  ["-r", "./tracing.cjs", "--enable-source-maps"],
  ["--require=./tracing.cjs", "--max-http-header-size", "65536"],
  [],
];

for (const options of cases) {
  test(`the script of a process that listens is found behind its options: ${options.join(" ")}`, async (t) => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "broadside-child-")));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, "tracing.cjs"), "");
    writeFileSync(join(folder, "loader.mjs"), "");
    const server = 'require("node:http").createServer().listen(0, "127.0.0.1", () => console.log(process.pid));';
    writeFileSync(join(folder, "server.cjs"), server);
    const { pid } = await starter(t, folder, [...options, "server.cjs", "--tier", "gold"]);
    assert.ok(pid !== undefined);
    const found = findListeningChild([pid], new Set());
    assert.ok(found !== null);
    assert.deepEqual(
      { ...found, port: 0 },
      { port: 0, options, script: join(folder, "server.cjs"), args: ["--tier", "gold"] },
    );
  });
}
