import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { haproxy, haproxyConfiguration } from "../../targets/haproxy.ts";
import { nginx, nginxConfiguration } from "../../targets/nginx.ts";
import { checkWith, findProgram, missingProgram } from "../../targets/programs.ts";
import type { Strategy } from "../../targets/strategy.ts";

const settings = { backlog: 511, keepAliveTimeoutSeconds: 72 };

function folderFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "broadside a b-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

function balancersOf({ options }: Strategy): readonly string[] {
  const { values = [], namedValues = [] } = options["balancer"] ?? {};
  return [...values, ...namedValues.map((kind) => `${kind}=X-User_1`)];
}

describe("configurations", () => {
  for (const balancer of balancersOf(nginx)) {
    test(`nginx itself accepts that of ${balancer}`, async (t) => {
      const folder = folderFor(t);
      const name = balancer.replace("X-User_1", balancer.startsWith("hash-cookie") ? "session" : "X-User_1");
      writeFileSync(join(folder, "nginx.conf"), nginxConfiguration(name, 40_001, [40_002, 40_003], settings));
      await checkWith(findProgram("nginx") ?? "nginx", ["-t", "-q", "-p", `${folder}/`, "-c", "nginx.conf"]);
    });
  }

  for (const balancer of balancersOf(haproxy)) {
    test(`haproxy itself accepts that of ${balancer}`, async (t) => {
      const file = join(folderFor(t), "haproxy.cfg");
      writeFileSync(file, haproxyConfiguration(balancer, 40_001, [40_002, 40_003], settings));
      await checkWith(findProgram("haproxy") ?? "haproxy", ["-c", "-f", file]);
    });
  }

  test("a name that would be more than a name is refused", () => {
    for (const name of ["hash-header=x y", "hash-header=x;}", "hash-header=", "hash-header=a\nb", "fastest"]) {
      assert.throws(() => nginxConfiguration(name, 1, [2], settings), RangeError, name);
      assert.throws(() => haproxyConfiguration(name, 1, [2], settings), RangeError, name);
    }
  });

  test("what a program says against its configuration is passed on", async (t) => {
    const file = join(folderFor(t), "haproxy.cfg");
    writeFileSync(file, "frontend front\n  mode mud\n");
    const command = findProgram("haproxy") ?? "haproxy";
    await assert.rejects(checkWith(command, ["-c", "-f", file]), /refuses its configuration: .*mud/s);
  });

  test("a program that is not there is named, with how to get it", () => {
    assert.equal(
      missingProgram("no-such-proxy", "apt-get install it"),
      "no-such-proxy is not installed (apt-get install it)",
    );
    assert.equal(missingProgram("nginx", ""), null);
  });
});
