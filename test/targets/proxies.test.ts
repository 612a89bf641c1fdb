import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { sampleApp } from "../../scenarios/sample-app.ts";
import { haproxyFront } from "../../targets/haproxy.ts";
import { nginxFront } from "../../targets/nginx.ts";
import { configure, type Front } from "../../targets/program-in-front.ts";
import { checkWith, findProgram, missingProgram, programVersion } from "../../targets/programs.ts";
import { bootTarget, testApp } from "../support/boot-target.ts";
import { ask } from "../support/http.ts";

const settings = {
  backlog: 511,
  keepAliveTimeoutSeconds: 72,
  port: 40_001,
  upstreams: [40_002, 40_003],
  scheme: "http" as const,
  maxHeadBytes: 32_768,
};

function folderFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "broadside a b-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

function balancersOf({ methods, namedMethods }: Front): readonly string[] {
  const named = Object.keys(namedMethods).map((kind) => `${kind}=X-User_1`);
  return [...Object.keys(methods), ...named];
}

describe("configurations", () => {
  for (const front of [nginxFront, haproxyFront]) {
    for (const balancer of balancersOf(front)) {
      test(`${front.name} itself accepts that of ${balancer}`, async (t) => {
        await configure(front, { ...settings, balancer }, folderFor(t));
      });
    }

    test(`${front.name}: a name that would be more than a name is refused`, async (t) => {
      for (const balancer of ["hash-header=x y", "hash-header=x;}", "hash-header=", "hash-header=a\nb", "fastest"]) {
        await assert.rejects(configure(front, { ...settings, balancer }, folderFor(t)), RangeError, balancer);
      }
    });
  }

  test("what a program says against its configuration is passed on", async (t) => {
    const file = join(folderFor(t), "haproxy.cfg");
    writeFileSync(file, "frontend front\n  mode mud\n");
    const command = findProgram("haproxy") ?? "haproxy";
    await assert.rejects(checkWith(command, ["-c", "-f", file]), /refuses its configuration: .*mud/s);
  });

  test("a program that prints nothing, is ended or does not start is told as that", async () => {
    const node = process.execPath;
    await assert.rejects(checkWith(node, ["-e", "process.exit(3)"]), /exited with code 3 .* printed nothing$/);
    await assert.rejects(checkWith(node, ["-e", "console.log('mud'), process.exit(1)"]), /its configuration: mud$/);
    await assert.rejects(checkWith(node, ["-e", "process.kill(process.pid, 'SIGKILL')"]), /was ended by SIGKILL/);
    await assert.rejects(checkWith("/no/such/proxy", []), /could not be started .*ENOENT$/);
  });

  test("a program tells its version, and one that is not there none", () => {
    for (const name of ["nginx", "haproxy"]) {
      assert.match(programVersion(name, ["-v"]) ?? "", new RegExp(`^${name} \\d+\\.\\d+`));
    }
    assert.equal(programVersion("no-such-proxy", ["-v"]), null);
  });

  test("a program that is not there is named, with how to get it", () => {
    assert.equal(
      missingProgram("no-such-proxy", "apt-get install it"),
      "no-such-proxy is not installed (apt-get install it)",
    );
    assert.equal(missingProgram("nginx", ""), null);
  });
});

for (const strategy of ["nginx", "reverse-proxy"]) {
  test(`${strategy} spreads requests by a cookie whose name has a hyphen, and sends the same cookie to the same worker`, async (t) => {
    const target = await bootTarget(t, { strategy, options: { balancer: "hash-cookie=sess-id" }, app: sampleApp });
    const workerOf = async (cookie: string): Promise<number> => {
      const { body } = await ask(`${target.url}/whoami`, { headers: { cookie: `other=1; sess-id=${cookie}` } });
      return JSON.parse(body.toString()).pid;
    };
    const cookies = Array.from({ length: 24 }, (_, index) => `user-${index}`);
    const workers = await Promise.all(cookies.map(workerOf));
    assert.equal(new Set(workers).size, 2);
    assert.deepEqual(await Promise.all(cookies.map(workerOf)), workers);
  });
}

/** The length of the cookie as the app saw it; the status where it refused. */
async function lengthOf(url: string, cookie: string): Promise<string> {
  const { status, body } = await ask(url, { headers: { cookie } });
  return status === 200 ? body.toString() : String(status);
}

describe("what stands in front takes heads as large as the app itself does, which refuses what is larger", () => {
  for (const strategy of ["single", "reverse-proxy", "nginx", "haproxy"]) {
    test(strategy, async (t) => {
      const target = await bootTarget(t, { strategy, app: testApp("large-heads.js") });
      assert.equal(await lengthOf(target.url, "x".repeat(60_000)), "60000");
      assert.equal(await lengthOf(`${target.url}/${"long".repeat(15_000)}`, "x"), "1");
      assert.equal(await lengthOf(target.url, "x".repeat(70_000)), "431");
      const { headers } = await ask(`${target.url}/answer`);
      assert.equal(headers["set-cookie"]?.join("").length, 12_000);
      assert.equal(headers.server, "the app's own");
    });
  }
});
