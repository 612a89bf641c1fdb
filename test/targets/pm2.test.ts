import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { chooseArms } from "../../harness/cli/choose/arms.ts";
import { scenarios } from "../../scenarios/index.ts";
import { pm2 } from "../../targets/pm2.ts";
import { bootTarget, testApp } from "../support/boot-target.ts";
import { eventually } from "../support/eventually.ts";
import { ask } from "../support/http.ts";
import { markedPids, markVariable, newMark } from "../support/marked-processes.ts";

const installed = fileURLToPath(new URL("../../node_modules/pm2", import.meta.url));
const notInstalled = "pm2 is not installed (npm install pm2 in the project, or npm install -g pm2)";

function freshFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "broadside-pm2-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The search for commands finds those of the folder alone. */
function onlyPath(t: TestContext, folder: string): void {
  const { PATH } = process.env;
  t.after(() => Object.assign(process.env, { PATH }));
  process.env["PATH"] = folder;
}

/** The folder of PM2's files, which its process is told. */
function filesOf(primary: number | undefined): string {
  const [folder] = /\/[^\0]*\/broadside-target-\w+/.exec(readFileSync(`/proc/${primary}/cmdline`, "utf8")) ?? [];
  assert.ok(folder !== undefined && existsSync(join(folder, "pm2.pid")));
  return folder;
}

test("it is found in the app's project or behind the command; without either it is left out, with how to get it", (t) => {
  const folder = freshFolder(t);
  const [scenario] = scenarios;
  assert.ok(scenario !== undefined);
  const app = { ...scenario.app, script: join(folder, "server.js") };
  onlyPath(t, folder);
  const { arms, notApplicable } = chooseArms({ ...scenario, app }, "single,pm2", [2], {});
  assert.deepEqual(
    [arms.map(({ label }) => label), notApplicable],
    [["single"], [{ strategy: "pm2", reason: notInstalled }]],
  );
  symlinkSync(join(installed, "bin/pm2"), join(folder, "pm2"));
  assert.equal(pm2.missing?.(folder), null);

  onlyPath(t, "");
  mkdirSync(join(folder, "node_modules"));
  mkdirSync(join(folder, "src"));
  symlinkSync(installed, join(folder, "node_modules/pm2"));
  assert.equal(pm2.missing?.(join(folder, "src")), null);
});

test("it reports to nobody and writes into its own folder alone, whatever the environment asks; that goes even when its host is killed", async (t) => {
  const home = freshFolder(t);
  const mark = newMark();
  const keys = { SECRET_KEY: "a", PUBLIC_KEY: "b", PM2_SECRET_KEY: "c", PM2_PUBLIC_KEY: "d" };
  const paths = { HOME: home, PM2_HOME: join(home, "pm2"), PM2_PID_FILE_PATH: join(home, "pid"), OVER_HOME: home };
  // As in a process that PM2 has started itself.
  const settings = { name: "other", pm_id: "7", exec_mode: "fork_mode", instances: "9", status: "stopped" };
  const env = { ...keys, ...paths, ...settings, [markVariable]: mark };
  const { processes, groupId } = await bootTarget(t, { strategy: "pm2", app: { ...testApp("plain.js"), env } });
  const parts = processes.filter(({ role }) => role !== "supervisor");
  assert.deepEqual(new Set(markedPids(mark)), new Set(parts.map(({ pid }) => pid)));
  assert.deepEqual(readdirSync(home), []);
  const folder = filesOf(parts.find(({ role }) => role === "primary")?.pid);
  process.kill(groupId, "SIGKILL");
  await eventually("no folder", () => (existsSync(folder) ? null : true));
});

test("the app gets its own arguments and environment, and none of what steers its measurement", async (t) => {
  const args = ["--watch", "-s", "two words", '"quoted"', "$HOME", ""];
  const app = { ...testApp("environment.js"), args, env: { GREETING: "hello", SECRET_KEY: "its own" } };
  const target = await bootTarget(t, { strategy: "pm2", app });
  const { argv, env } = JSON.parse((await ask(target.url)).body.toString());
  assert.deepEqual(argv, args);
  assert.deepEqual([env.GREETING, env.SECRET_KEY, env.NODE_ENV], ["hello", "its own", "production"]);
  assert.equal(env.BROADSIDE_ROLE, undefined);
  await target.stop();
});

test("a rejection that nobody handles leaves the app running, as PM2 does", async (t) => {
  const target = await bootTarget(t, { strategy: "pm2", workers: 1, app: testApp("keeps-no-promise.js") });
  for (let request = 0; request < 3; request += 1) {
    assert.equal((await ask(target.url)).body.toString(), "so far, so good\n");
  }
  assert.equal(target.broken.aborted, false);
});
