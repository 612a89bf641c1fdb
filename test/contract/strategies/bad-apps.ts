import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { BroadsideError } from "../../../harness/errors.ts";
import { startTarget } from "../../../harness/process/target.ts";
import type { AppSpec } from "../../../targets/protocol.ts";
import type { Strategy } from "../../../targets/strategy.ts";
import { assertNoneMarked, markVariable, newMark } from "../../support/marked-processes.ts";
import { ask } from "../../support/http.ts";
import { applicable, boot, specOf } from "./boot.ts";

/** What an app has from its project: a strategy may be a package there. */
const installed = fileURLToPath(new URL("../../../node_modules", import.meta.url));

/** What is said when the target cannot boot. All that was started must be gone then. */
async function refusal(t: TestContext, strategy: Strategy, app: AppSpec, bootTimeoutSeconds = 20) {
  const mark = newMark();
  const marked = { ...app, env: { ...app.env, [markVariable]: mark } };
  try {
    const target = await startTarget(specOf(strategy, marked, { bootTimeoutSeconds }));
    t.after(() => target.stop());
  } catch (error) {
    if (!(error instanceof BroadsideError)) throw error;
    assertNoneMarked(mark);
    return error;
  }
  throw new Error("it booted");
}

/** Why an app ends that listens first: whether its boot ends before it is a matter of the moment. */
async function ending(t: TestContext, strategy: Strategy, app: AppSpec): Promise<BroadsideError> {
  try {
    const target = await startTarget(specOf(strategy, app));
    t.after(() => target.stop());
    if (!target.broken.aborted) await once(target.broken, "abort");
    return target.broken.reason;
  } catch (error) {
    if (error instanceof BroadsideError) return error;
    throw error;
  }
}

export function testsOfBadApps(strategy: Strategy): void {
  test("an app that throws is reported in its own words", async (t) => {
    const { code, message } = await refusal(t, strategy, applicable("throws.js"));
    assert.equal(code, "app-threw");
    assert.match(message, /^throws\.js threw "Error: the database is not configured" and exited with code 1:\n/);
    assert.match(message, /throws\.js:1/);
    assert.doesNotMatch(message, /^\s+at /m);
  });

  test("an app that cannot be parsed is reported with the place", async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "broadside-app-"));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    symlinkSync(installed, join(folder, "node_modules"));
    const script = join(folder, "broken.js");
    writeFileSync(script, "const http = require('node:http');\nhttp.createServer(() => {\n");
    const { code, message } = await refusal(t, strategy, { ...applicable("plain.js"), script });
    assert.equal(code, "app-threw");
    assert.match(message, /SyntaxError/);
    assert.match(message, /broken\.js:\d/);
  });

  test("an app that exits is reported with its exit code and what it printed", async (t) => {
    const { code, message } = await refusal(t, strategy, applicable("exits-with-three.js"));
    assert.equal(code, "app-exited", message);
    assert.match(message, /^exits-with-three\.js exited with code 3, after printing:\n\s+no licence was found/);
  });

  test("an app that exits and leaves a helper that holds its output is reported with its exit code", async (t) => {
    const { code, message } = await refusal(t, strategy, applicable("leaves-a-helper.js"));
    assert.equal(code, "app-exited", message);
    assert.match(message, /^leaves-a-helper\.js exited with code 5, after printing:\n\s+the helper was started/);
  });

  test("an app that never listens is given up after the boot timeout", async (t) => {
    const { code, message } = await refusal(t, strategy, applicable("never-listens.js"), 0.7);
    assert.equal(code, "app-never-listened");
    assert.match(message, /^never-listens\.js did not listen on a port within 0\.7 s/);
  });

  if (strategy.runsAppInProcesses === true) {
    test("an app that has another process listen in its place is told apart, with what to type instead", async (t) => {
      const { code, message, hint } = await refusal(t, strategy, applicable("starts-the-server.js"));
      assert.equal(code, "app-never-listened");
      assert.match(
        message,
        /^starts-the-server\.js does not listen itself; a process it started does, on port \d+: node --no-warnings \S*starts-the-server\.js --serve$/,
      );
      assert.match(
        hint,
        /^Name the script of that process: --app \S*starts-the-server\.js --env NODE_OPTIONS=--no-warnings -- --serve$/,
      );
    });

    test("an app that throws once it listens is not told as one that may run but once", async (t) => {
      const { code, message, hint } = await ending(t, strategy, applicable("throws-once-it-listens.js"));
      assert.equal(code, "app-threw", message);
      assert.match(
        message,
        /"Error: the schema is older than the code" and exited with code 1, [\d.]+ s after it started/,
      );
      assert.doesNotMatch(hint, /One instance does start/);
    });
  }

  if (strategy.runsAppInProcesses === true || strategy.runsInThreads === true) {
    test("when a worker ends by itself its siblings are asked to end, and give back what they hold", async (t) => {
      const folder = mkdtempSync(join(tmpdir(), "broadside-lock-"));
      t.after(() => rmSync(folder, { recursive: true, force: true }));
      const lock = join(folder, "lock");
      const app = { ...applicable("alone-with-its-data.js"), args: [lock] };
      const { code, message } = await refusal(t, strategy, app);
      assert.doesNotMatch(message, /after it started listening/);
      assert.equal(code, "app-exited", message);
      assert.match(message, /exited with code 1,.* after printing:\n\s+the store is open in another process/);
      // Threads are ended with their process, and run nothing then.
      assert.equal(existsSync(lock), strategy.runsAppInProcesses !== true);
    });
  }

  test("an app that listens twice is refused, with both ports", async (t) => {
    const { code, message, hint } = await refusal(t, strategy, applicable("listens-twice.js"));
    assert.equal(code, "app-listened-twice");
    assert.match(message, /port 3000 and on port 9090/);
    assert.match(hint, /--app-port/);
  });

  test("an app that clusters itself is refused, unless it is a cluster's worker or does not", async (t) => {
    const app = applicable("clusters-itself.js");
    const alone = await boot(t, strategy, { ...app, env: { CLUSTER_WORKERS: "0" } });
    assert.equal((await ask(alone.url)).body.toString(), "served\n");
    if (strategy.isCluster === true) {
      const target = await boot(t, strategy, app);
      assert.equal((await ask(target.url)).body.toString(), "served\n");
    } else {
      const { code, message } = await refusal(t, strategy, app);
      assert.equal(code, "app-clusters-itself");
      assert.match(message, /^clusters-itself\.js starts its own cluster \(node:cluster\)/);
    }
  });
}
