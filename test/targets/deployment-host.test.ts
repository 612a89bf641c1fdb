import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

test("a command that fails after the harness has gone is told without secrets and without control characters", async () => {
  const script = fileURLToPath(new URL("../../targets/deployment-host.ts", import.meta.url));
  const child = fork(script, [], { stdio: ["ignore", "ignore", "pipe", "ipc"] });
  assert.ok(child.stderr !== null);
  const printed = text(child.stderr);
  await once(child, "message");
  const print = "console.log('\\x1b[2Jpassword: s3cr3t'); process.exit(3)";
  const down = [process.execPath, "-e", print, "--", "--token", "s3cr3t it is"];
  child.send({ type: "up", commands: { up: null, down, timeoutSeconds: 60 } });
  await once(child, "message");
  child.disconnect();
  await once(child, "exit");
  const said = await printed;
  assert.match(said, /^broadside: ".* --token '\*\*\*'" exited with code 3\n␛\[2Jpassword: \*\*\*\n$/);
  assert.equal(said.includes("s3cr3t"), false);
});
