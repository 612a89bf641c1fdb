import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { describe, test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { bringUp } from "../../harness/process/deployment.ts";
import type { Endpoint } from "../../harness/process/target.ts";
import { testDeployment, type TestDeployment } from "../support/deployment.ts";
import { eventually } from "../support/eventually.ts";
import { ask } from "../support/http.ts";
import { testsOfPassing } from "./strategies/passing.ts";

const holder = fileURLToPath(new URL("../support/deployment-holder.ts", import.meta.url));
const never = new AbortController().signal;

async function assertDown({ url, file }: TestDeployment): Promise<void> {
  assert.ok(!existsSync(file));
  await assert.rejects(ask(url), { code: "ECONNREFUSED" });
}

/** The deployment with a script of Node.js for a command. */
function script(source: string): readonly string[] {
  return [process.execPath, "-e", source];
}

async function up(t: TestContext) {
  const endpoints: Endpoint[] = [];
  // Before the folder of the deployment goes.
  t.after(() => endpoints[0]?.stop());
  const deployment = await testDeployment(t, "echo.js");
  const endpoint = await bringUp(deployment, 10, never);
  endpoints.push(endpoint);
  return { deployment, endpoint };
}

describe("a deployment", { concurrency: 3 }, () => {
  testsOfPassing(async (t) => (await up(t)).endpoint);

  test("is there when its command has ended, and nothing of it is left when it has been taken down, once", async (t) => {
    const { deployment, endpoint } = await up(t);
    assert.equal((await ask(`${endpoint.url}/status?code=204`)).status, 204);
    assert.ok((endpoint.bootSeconds ?? 0) > 0);
    const seconds = await endpoint.stop();
    await assertDown(deployment);
    assert.equal(await endpoint.stop(), seconds);
  });

  test("that answers already is taken as it is; a command that makes it begin afresh runs where none brings it up", async (t) => {
    const { deployment } = await up(t);
    const { url } = deployment;
    const asItIs = await bringUp({ url, isRemote: false, commandTimeoutSeconds: 10 }, 10, never);
    assert.equal(asItIs.bootSeconds, null);
    await asItIs.stop();
    const note = `${deployment.file}.reloaded`;
    const reload = script(`require("fs").writeFileSync(${JSON.stringify(note)}, "")`);
    const afresh = await bringUp({ url, isRemote: false, reload, commandTimeoutSeconds: 10 }, 10, never);
    assert.ok(existsSync(note));
    await afresh.stop();
    assert.equal((await ask(url)).status, 404);
  });

  test("whose command fails is taken down again, and the error has the command, its exit code and what it printed", async (t) => {
    const deployment = await testDeployment(t, "echo.js");
    writeFileSync(deployment.file, String(spawn("sleep", ["60"]).pid));
    const failing = script('console.log("no such service: shop"); process.exit(3)');
    await assert.rejects(bringUp({ ...deployment, up: failing }, 10, never), {
      code: "external-failed",
      message: /^".* exited with code 3, after printing:\n +no such service: shop$/s,
    });
    await assertDown(deployment);
  });

  test("whose command is not there, or takes too long, is named so", async (t) => {
    const { url } = await testDeployment(t, "echo.js");
    const base = { url, isRemote: false, commandTimeoutSeconds: 10 };
    await assert.rejects(bringUp({ ...base, up: ["no-such-program", "bring it up"] }, 10, never), {
      code: "external-failed",
      message: `"no-such-program 'bring it up'" could not be started: there is no program "no-such-program"`,
      hint: /without a shell.*"bash -c '…'"\.$/,
    });
    const endless = { ...base, up: script("setInterval(() => {}, 1000)"), commandTimeoutSeconds: 1 };
    await assert.rejects(bringUp(endless, 10, never), {
      message: / did not end within 1 s$/,
      hint: /--external-timeout/,
    });
  });

  test("that cannot be taken down says so", async (t) => {
    const deployment = await testDeployment(t, "echo.js");
    const failing = script("process.exit(1)");
    const endpoint = await bringUp({ ...deployment, up: script(""), down: failing }, 10, never);
    await assert.rejects(endpoint.stop(), {
      code: "external-failed",
      message: /exited with code 1, and the deployment may still be up$/,
    });
  });

  test("that neither comes up nor can be taken down says both, why it did not come up first", async (t) => {
    const deployment = await testDeployment(t, "echo.js");
    const failing = { ...deployment, up: script("process.exit(3)"), down: script("process.exit(4)") };
    await assert.rejects(bringUp(failing, 10, never), {
      code: "external-failed",
      message: /^".*" exited with code 3\nAfter that, ".*" exited with code 4, and the deployment may still be up$/,
    });
  });

  test("is taken down when it is given up in the middle of coming up", async (t) => {
    const deployment = await testDeployment(t, "echo.js");
    const giving = new AbortController();
    const coming = bringUp({ ...deployment, up: script(hangingUp(deployment)) }, 10, giving.signal);
    await eventually("a server that comes up", () => existsSync(deployment.file) || null);
    giving.abort(new Error("enough"));
    await assert.rejects(coming, { message: "enough" });
    await assertDown(deployment);
  });

  test("is taken down when whoever brought it up is killed", async (t) => {
    const deployment = await testDeployment(t, "echo.js");
    const child = spawn(process.execPath, [holder, JSON.stringify(deployment)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    t.after(() => child.kill("SIGKILL"));
    await once(createInterface(child.stdout), "line");
    assert.equal((await ask(deployment.url)).status, 404);
    child.kill("SIGKILL");
    await eventually("a deployment that is down", () => (existsSync(deployment.file) ? null : true));
    await eventually("nobody who listens", () =>
      assertDown(deployment).then(
        () => true,
        () => null,
      ),
    );
  });
});

/** Brings it up, and then does not end. */
function hangingUp({ up: [, ...args] }: TestDeployment): string {
  return `require("child_process").spawnSync(process.execPath, ${JSON.stringify(args)}); setInterval(() => {}, 1000)`;
}
