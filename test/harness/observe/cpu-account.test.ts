import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test, type TestContext } from "node:test";
import { openCpuAccount } from "../../../harness/observe/cpu-account.ts";
import { descendants } from "../../../harness/observe/processes.ts";

const burn = "const until = process.cpuUsage().user + 150_000; while (process.cpuUsage().user < until);";

/** A process that, for each line it reads, starts one that uses 150 ms of CPU time, and says when that has ended. */
async function startParent(t: TestContext): Promise<{ readonly pid: number; readonly burnOnce: () => Promise<void> }> {
  const script = `
    process.stdin.on("data", () => {
      require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(burn)}]).on("exit", () => console.log("done"));
    });
    console.log("ready");
  `;
  const parent = spawn(process.execPath, ["-e", script], { stdio: ["pipe", "pipe", "inherit"] });
  t.after(() => parent.kill("SIGKILL"));
  await once(parent.stdout, "data");
  assert.ok(parent.pid !== undefined);
  const burnOnce = async (): Promise<void> => {
    parent.stdin.write("go\n");
    await once(parent.stdout, "data");
  };
  return { pid: parent.pid, burnOnce };
}

test("what a process starts and collects counts as its own, from one look to the other", async (t) => {
  const { pid, burnOnce } = await startParent(t);
  await burnOnce();
  const account = openCpuAccount([pid], () => [pid, ...(descendants([pid]) ?? [])]);
  await burnOnce();
  const used = account().get(pid);
  assert.ok(used !== undefined);
  assert.ok(used.childrenMicros >= 140_000, `${used.childrenMicros} µs of children`);
  assert.ok(used.cpuMicros >= used.childrenMicros);
  assert.equal(openCpuAccount([pid], () => [pid])().get(pid)?.childrenMicros, 0);
});

test("a process that still runs at the end and was not there before counts with all it used", async (t) => {
  const child = spawn(process.execPath, ["-e", `${burn} console.log("burnt"); setInterval(() => {}, 1_000);`]);
  t.after(() => child.kill("SIGKILL"));
  let members: readonly number[] = [process.pid];
  const account = openCpuAccount(members, () => members);
  await once(child.stdout, "data");
  members = [process.pid, child.pid ?? 0];
  assert.ok((account().get(child.pid ?? 0)?.cpuMicros ?? 0) >= 140_000);
});
