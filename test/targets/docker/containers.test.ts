import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { describe, test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { startTarget } from "../../../harness/process/target.ts";
import { docker } from "../../../targets/docker.ts";
import { call, json, pathOf } from "../../../targets/docker/engine.ts";
import type { TargetSpec } from "../../../targets/protocol.ts";
import { bootTarget, targetSpec, testApp } from "../../support/boot-target.ts";
import { useEngine } from "../../support/engine.ts";
import { eventually } from "../../support/eventually.ts";
import { rowsInGrid, testWhole } from "../../support/grid.ts";
import { ask } from "../../support/http.ts";
import { tooOldNode } from "../../support/nodes.ts";

const holder = fileURLToPath(new URL("../../support/target-holder.ts", import.meta.url));

type Listed = { readonly Names: readonly string[]; readonly Labels: Readonly<Record<string, string>> };

async function containers(): Promise<readonly Listed[]> {
  return JSON.parse(await call("GET", pathOf("/containers/json", { all: "1" })));
}

async function noContainerLeft(): Promise<void> {
  await eventually("no container", async () => ((await containers()).length === 0 ? true : null));
}

function inDocker(app: string, options: TargetSpec["options"] = {}): TargetSpec {
  return targetSpec({ app: testApp(app), strategy: "docker", workers: 1, options });
}

function softwareOf(options: TargetSpec["options"]): string {
  return docker.software?.({ appFolder: process.cwd(), options }) ?? "";
}

/**
 * An image with the libraries that a Node.js needs, a link to it as `node`, and a file that tells the image apart.
 * Resolves to its name.
 */
async function makeImage(t: TestContext, tag: string, node = process.execPath): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "broadside-image-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const libraries = execFileSync("ldd", [node], { encoding: "utf8" }).match(/\/\S+/g) ?? [];
  execFileSync("mkdir", ["-p", join(folder, "usr/bin"), join(folder, "tmp")]);
  for (const library of libraries) {
    execFileSync("mkdir", ["-p", join(folder, dirname(library))]);
    execFileSync("cp", ["-L", library, join(folder, library)]);
  }
  symlinkSync(node, join(folder, "usr/bin/node"));
  writeFileSync(join(folder, "mine"), "");
  const content = execFileSync("tar", ["-C", folder, "-c", "."], { maxBuffer: 2 ** 28 });
  const query = { fromSrc: "-", repo: "my/image", tag };
  await call("POST", pathOf("/images/create", query), { type: "application/x-tar", content });
  return `my/image:${tag}`;
}

describe("containers", { concurrency: 2 }, () => {
  useEngine();

  test("an app that uses more memory than its container may is reported as killed for it", async (t) => {
    const target = await bootTarget(t, inDocker("hoards.js", { memory: "memory=96m" }));
    while (!target.broken.aborted) await ask(target.url).catch(() => once(target.broken, "abort"));
    assert.equal(target.broken.reason.code, "app-out-of-memory");
    assert.match(target.broken.reason.message, /^hoards\.js was killed by the system: .* 96\.0 MiB of memory/);
  });

  test("in an image of the user's the app runs on what is there, and its own folder", async (t) => {
    const image = await makeImage(t, "of-tests");
    const target = await bootTarget(t, inDocker("plain.js", { image: `image=${image}` }));
    assert.equal((await ask(target.url)).body.toString(), "hello from an ordinary server\n");
    assert.equal(target.nodeVersion, process.versions.node);
    const worker = target.processes.find(({ role }) => role === "worker");
    assert.ok(existsSync(`/proc/${worker?.pid}/root/mine`));
    assert.ok(!existsSync(`/proc/${worker?.pid}/root/home`));
  });

  test("an image whose Node.js is too old is told so, and the app is not blamed", async (t) => {
    const image = await makeImage(t, "old", tooOldNode.binary);
    await assert.rejects(startTarget(inDocker("plain.js", { image: `image=${image}` })), {
      code: "bad-option",
      message: /^the image my\/image:old has Node\.js 20\.20\.2, but .* needs 22\.18 or newer$/,
    });
  });

  for (const front of rowsInGrid(["nginx", "haproxy"], 1)) {
    test(`${front} may be in front of them`, async (t) => {
      const target = await bootTarget(t, inDocker("plain.js", { front: `front=${front}` }));
      assert.equal((await ask(target.url)).body.toString(), "hello from an ordinary server\n");
    });
  }

  test("the Engine has its version in what the strategy rests on, and the program in front as well", async () => {
    const { Version }: { readonly Version: string } = JSON.parse(await call("GET", "/version"));
    assert.equal(softwareOf({}), `Docker Engine ${Version}`);
    assert.match(softwareOf({ front: "front=nginx" }), /^Docker Engine \S+ with nginx \d+\.\d/);
  });

  test("what the Engine says of a container that it cannot start is told", async () => {
    await assert.rejects(startTarget(inDocker("plain.js", { image: "image=broadside:empty" })), {
      code: "app-exited",
      message: /^the Docker Engine could not run plain\.js in a container: .*"?node"?/,
    });
  });
});

describe("the end of containers", () => {
  useEngine();

  test("none is left when host and harness are killed at once, not even of an app that ignores SIGTERM", async (t) => {
    const child = spawn(process.execPath, [holder, JSON.stringify(inDocker("ignores-sigterm.js"))], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    t.after(() => child.kill("SIGKILL"));
    const [line] = await once(createInterface(child.stdout), "line");
    const { groupId } = JSON.parse(String(line));
    const labels = (await containers()).map(({ Labels }) => Labels);
    assert.deepEqual(
      labels.map((each) => each["broadside.host"]),
      [String(groupId)],
    );
    assert.match(labels[0]?.["broadside.token"] ?? "", /^[\da-f-]{36}$/);
    child.kill("SIGKILL");
    process.kill(groupId, "SIGKILL");
    await noContainerLeft();
  });

  testWhole("none is left when the boot is given up while it is being made", async () => {
    for (const millis of [0, 150, 300]) {
      await assert.rejects(startTarget(inDocker("plain.js"), AbortSignal.timeout(millis)), { name: "TimeoutError" });
      assert.deepEqual(await containers(), []);
    }
  });

  testWhole(
    "one whose maker was killed before it began goes with the next boot, and one whose maker lives stays",
    async (t) => {
      await call("POST", pathOf("/images/create", { fromSrc: "-", repo: "bare" }), {
        type: "application/x-tar",
        content: Buffer.alloc(1_024),
      });
      const gone = spawn("true");
      await once(gone, "exit");
      const makers = { "of-the-dead": gone.pid, "of-the-living": process.pid };
      for (const [name, pid] of Object.entries(makers)) {
        const body = { Image: "bare", Cmd: ["a"], Labels: { "broadside.host": String(pid) } };
        await call("POST", pathOf("/containers/create", { name }), json(body));
      }
      const target = await bootTarget(t, inDocker("plain.js"));
      await target.stop();
      assert.deepEqual(
        (await containers()).flatMap(({ Names }) => Names),
        ["/of-the-living"],
      );
      await call("DELETE", "/containers/of-the-living");
    },
  );
});
