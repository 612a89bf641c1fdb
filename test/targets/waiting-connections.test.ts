import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { WaitingOutcome } from "../support/waiting-connections.ts";

const script = fileURLToPath(new URL("../support/waiting-connections.ts", import.meta.url));

/** With `tcp_migrate_req` at that value, in a network namespace of its own, which needs root, or a user namespace. */
async function outcomeWith(tcpMigrateReq: string): Promise<WaitingOutcome> {
  const apart = process.getuid?.() === 0 ? ["--net"] : ["--net", "--map-root-user"];
  const { stdout } = await promisify(execFile)("unshare", [...apart, process.execPath, script, tcpMigrateReq]);
  return JSON.parse(stdout);
}

test("connections that wait for a worker on a shared port are reset when it ends, unless tcp_migrate_req is set", async () => {
  const { reset, answered, tcpMigrateReq } = await outcomeWith("0");
  assert.ok(reset > 0 && answered > 0, `${reset} reset, ${answered} answered`);
  assert.deepEqual([reset + answered, tcpMigrateReq], [40, false]);
  assert.deepEqual(await outcomeWith("1"), { tcpMigrateReq: true, answered: 40, reset: 0 });
});
