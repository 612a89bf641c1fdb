import assert from "node:assert/strict";
import { copyFileSync, existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { loadRun } from "../../harness/store/run-store.ts";
import { testAppPath } from "../support/boot-target.ts";
import { broadside, freshFolder, startBroadside } from "../support/broadside.ts";
import { eventually } from "../support/eventually.ts";
import { isWholeGrid, testWhole } from "../support/grid.ts";
import { allMarkedGone, assertNoneMarked, markedProcesses } from "../support/marked-processes.ts";
import { assertComplete, assertTidy, assertWhole } from "../support/run-folder.ts";

const short = ["--duration", "300ms", "--warmup", "100ms"];
const signals = isWholeGrid ? (["SIGINT", "SIGTERM", "SIGHUP"] as const) : (["SIGINT"] as const);

describe("interrupting a run", { concurrency: 3 }, () => {
  for (const signal of signals) {
    test(`${signal} in mid-run ends it in order, with a report of what was measured; --resume finishes it`, async (t) => {
      const folder = freshFolder(t);
      const args = ["-s", "ping", "-t", "single,cluster-os", ...short, "--blocks", "2", "--out", folder];
      const command = startBroadside(args);
      await command.said(/^block 0 /m);
      command.kill(signal);
      const { code, stderr } = await command.ended;
      assert.equal(code, 130, stderr);
      assertNoneMarked(command.mark);
      const before = await loadRun(folder);
      const left = before.plan.trials.length - before.trials.length;
      assert.ok(left === 1 || left === 2, String(left));
      assert.equal(before.finishedAt, null);
      assertWhole(folder);
      assert.ok(stderr.includes(`${left} of 4 trials left. Finish it with: broadside --resume ${folder}`), stderr);

      const resumed = await broadside(["--resume", folder]);
      assert.equal(resumed.code, 0, resumed.stderr);
      const after = await loadRun(folder);
      assertComplete(after);
      assert.deepEqual(after.trials.slice(0, before.trials.length), before.trials);
      assert.deepEqual(after.plan, before.plan);
      assertWhole(folder);
    });
  }

  testWhole("an interrupt before the first trial has ended keeps the plan, and says how to go on", async (t) => {
    const folder = freshFolder(t);
    const command = startBroadside(["-s", "ping", "-t", "single", ...short, "--blocks", "1", "--out", folder]);
    await command.said(/Results go to/);
    command.kill("SIGINT");
    const { code, stdout, stderr } = await command.ended;
    assert.deepEqual([code, stdout], [130, ""]);
    assert.ok(stderr.includes(`1 of 1 trial left. Finish it with: broadside --resume ${folder}`), stderr);
    assertNoneMarked(command.mark);
    assert.deepEqual((await loadRun(folder)).trials, []);
    assertTidy(folder);
    assert.equal((await broadside(["--resume", folder])).code, 0);
    assertComplete(await loadRun(folder));
  });

  test("an interrupt while the app is first tried leaves no folder", async (t) => {
    const folder = freshFolder(t);
    const args = ["--app", testAppPath("never-listens.js"), "-t", "single", "--boot-timeout", "30s", "--out", folder];
    const command = startBroadside(args);
    await eventually("the app running", () =>
      markedProcesses(command.mark).some((line) => /--require .*never-listens/.test(line)) ? true : null,
    );
    command.kill("SIGINT");
    const { code, stdout, stderr } = await command.ended;
    assert.deepEqual([code, stdout], [130, ""]);
    assert.match(stderr, /^broadside: interrupted\n {2}No trial had started\.$/m);
    assertNoneMarked(command.mark);
    assert.equal(existsSync(folder), false);
  });

  testWhole("a second interrupt while the app is first tried leaves no folder either", async (t) => {
    const folder = freshFolder(t);
    const args = [
      "--app",
      testAppPath("stubborn-family.js"),
      "-t",
      "single",
      "--expect-status",
      "404",
      "--out",
      folder,
    ];
    const command = startBroadside(args);
    await command.said(/waiting for/);
    assert.equal(existsSync(folder), true);
    command.kill("SIGINT");
    await command.said(/Stopping; interrupt again to stop at once/);
    command.kill("SIGINT");
    assert.equal((await command.ended).code, 130);
    await allMarkedGone(command.mark);
    assert.equal(existsSync(folder), false);
  });

  for (const signal of signals) {
    test(`${signal} while the program itself is loaded ends it as any later one does`, async (t) => {
      const folder = freshFolder(t);
      const onLoad = `
        import { registerHooks } from "node:module";
        registerHooks({
          resolve(specifier, context, next) {
            if (/\\/main\\.[jt]s$/.test(specifier)) process.kill(process.pid, "${signal}");
            return next(specifier, context);
          },
        });`;
      const env = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(onLoad)}` };
      const { code, stdout } = await broadside(["-s", "ping", "-t", "single", "--out", folder], { env });
      assert.deepEqual([code, stdout], [130, ""]);
      assert.equal(existsSync(folder), false);
    });
  }

  test("a second interrupt ends at once, and still nothing is left", async (t) => {
    const folder = freshFolder(t);
    const app = ["--app", testAppPath("stubborn-family.js"), "-t", "single"];
    const isThere = (sign: string) => (): true | null =>
      markedProcesses(command.mark).some((line) => line.includes(sign)) || null;
    const command = startBroadside([...app, "--duration", "20s", "--blocks", "1", "--out", folder]);
    await command.said(/Results go to/);
    await eventually("the app and what it has started", isThere("sleep 300"));
    command.kill("SIGINT");
    await command.said(/Stopping; interrupt again to stop at once/);
    await eventually("an app that was told to end", isThere("told to end"));
    command.kill("SIGINT");
    const { code, stderr } = await command.ended;
    assert.equal(code, 130);
    assert.doesNotMatch(stderr, /Interrupted with/);
    await allMarkedGone(command.mark);
    assert.deepEqual((await loadRun(folder)).trials, []);
    assertTidy(folder);
  });

  testWhole(
    "--resume without the app is refused as a new run is, and measures nothing until the app is back",
    async (t) => {
      const folder = freshFolder(t);
      const app = `${folder}-app.mjs`;
      copyFileSync(testAppPath("plain.js"), app);
      const args = ["--app", app, "-t", "single", ...short, "--blocks", "2", "--out", folder];
      const command = startBroadside(args);
      await command.said(/^block 0 /m);
      command.kill("SIGINT");
      assert.equal((await command.ended).code, 130);
      const saved = readFileSync(join(folder, "run.json"), "utf8");

      renameSync(app, `${app}.away`);
      const refused = await broadside(["--resume", folder]);
      assert.equal(refused.code, 2, refused.stderr);
      assert.match(refused.stderr, /^broadside: .*run-app\.mjs/s);
      assert.equal(readFileSync(join(folder, "run.json"), "utf8"), saved);

      renameSync(`${app}.away`, app);
      assert.equal((await broadside(["--resume", folder])).code, 0);
      assertComplete(await loadRun(folder));
    },
  );

  testWhole("an interrupt while --resume tries the app says that the folder is as it was, and it is", async (t) => {
    const folder = freshFolder(t);
    const app = `${folder}-app.mjs`;
    copyFileSync(testAppPath("plain.js"), app);
    const command = startBroadside(["--app", app, "-t", "single", ...short, "--blocks", "2", "--out", folder]);
    await command.said(/^block 0 \(1 of 2/m);
    command.kill("SIGINT");
    assert.equal((await command.ended).code, 130);
    const saved = readFileSync(join(folder, "run.json"), "utf8");

    copyFileSync(testAppPath("never-listens.js"), app);
    const resuming = startBroadside(["--resume", folder, "--boot-timeout", "30s"]);
    await eventually("the app running", () =>
      markedProcesses(resuming.mark).some((line) => /--require .*run-app/.test(line)) ? true : null,
    );
    resuming.kill("SIGINT");
    const { code, stderr } = await resuming.ended;
    assert.equal(code, 130, stderr);
    assert.ok(stderr.includes(`  No new trial had started; ${folder} is unchanged.\n`), stderr);
    assert.equal(readFileSync(join(folder, "run.json"), "utf8"), saved);
  });

  test("a run that is finished is rendered again by --resume, and not measured", async (t) => {
    const folder = freshFolder(t);
    const args = ["-s", "ping", "-t", "single", ...short, "--blocks", "1", "--out", folder];
    const first = await broadside(args);
    assert.equal(first.code, 0);
    const saved = readFileSync(join(folder, "run.json"), "utf8");
    rmSync(join(folder, "report.html"));
    const again = await broadside(["--resume", folder]);
    assert.deepEqual([again.code, again.stdout], [0, first.stdout]);
    assert.equal(readFileSync(join(folder, "run.json"), "utf8"), saved);
    assertWhole(folder);
  });

  test("a folder in which a run goes on is refused to any other, until that has ended", async (t) => {
    const folder = freshFolder(t);
    const args = ["-s", "ping", "-t", "single", "--duration", "20s", "--blocks", "1"];
    const command = startBroadside([...args, "--out", folder]);
    t.after(() => command.kill("SIGKILL"));
    await command.said(/Results go to/);
    for (const other of [
      ["--resume", folder],
      [...args, "--out", folder],
    ]) {
      const { code, stderr } = await broadside(other);
      assert.equal(code, 2);
      assert.match(stderr, new RegExp(`Another Broadside is writing into .*process ${command.pid}\\b`));
    }
    command.kill("SIGKILL");
    await command.ended;
    await allMarkedGone(command.mark);
    const resumed = startBroadside(["--resume", folder]);
    await resumed.said(/Results go to/);
    resumed.kill("SIGINT");
    assert.equal((await resumed.ended).code, 130);
  });
});
