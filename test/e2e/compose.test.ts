import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { parse } from "yaml";
import { z } from "zod";
import { wordsOf } from "../../harness/command-line.ts";
import { loadRun } from "../../harness/store/run-store.ts";
import { broadside } from "../support/broadside.ts";
import { useEngine } from "../support/engine.ts";
import { isWholeGrid, testWhole } from "../support/grid.ts";

const example = join(import.meta.dirname, "../../examples/compose");
const short = ["-b", "1", "-d", "300ms", "--warmup", "100ms", "-w", "1", "-c", "2"];

const composeFile = z.object({
  services: z.object({
    orders: z.strictObject({
      build: z.literal("."),
      environment: z.record(z.string(), z.string()),
      ports: z.tuple([z.string()]),
      healthcheck: z.strictObject({
        test: z.tuple([z.literal("CMD")]).rest(z.string()),
        interval: z.string(),
        timeout: z.string(),
        retries: z.int(),
      }),
    }),
  }),
});

const { orders } = composeFile.parse(parse(readFileSync(join(example, "compose.yaml"), "utf8"))).services;
const [, host, published, inside] = /^(.+):(\d+):(\d+)$/.exec(orders.ports[0]) ?? [];

/** What the README types after the program. */
function typed(): readonly string[] {
  const [line = ""] =
    readFileSync(join(example, "README.md"), "utf8").match(/^\/path\/to\/broadside\/broadside .*$/m) ?? [];
  const taken = wordsOf(line);
  assert.ok("words" in taken);
  return taken.words.slice(1);
}

function valueOf(words: readonly string[], option: string): string {
  return words[words.indexOf(option) + 1] ?? "";
}

test("the Compose example measures the port that its deployment publishes, and ends what it began", () => {
  const words = typed();
  assert.equal(valueOf(words, "--external-url"), `http://${host}:${published}`);
  assert.equal(orders.environment["PORT"], inside);
  assert.match(valueOf(words, "--external-up"), /^docker compose up\b.* --wait\b/);
  assert.match(valueOf(words, "--external-down"), /^docker compose down$/);
  for (const option of words.filter((word) => word.startsWith("--external"))) {
    assert.match(option, /^--external-(?:url|up|down)$/);
  }
});

function docker(...args: readonly string[]): string {
  return execFileSync("docker", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** An image of this Node.js and the libraries that it loads, by the name that the Dockerfile begins with. */
function importNode(t: TestContext, name: string): void {
  const root = mkdtempSync(join(tmpdir(), "broadside-image-"));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const libraries = execFileSync("ldd", [process.execPath], { encoding: "utf8" }).match(/\/\S+(?= \()/g) ?? [];
  for (const [from, to] of [[process.execPath, "/usr/local/bin/node"], ...libraries.map((path) => [path, path])]) {
    if (from === undefined || to === undefined) continue;
    mkdirSync(join(root, dirname(to)), { recursive: true });
    copyFileSync(from, join(root, to));
  }
  const archive = join(root, "..", `${root.split("/").at(-1)}.tar`);
  t.after(() => rmSync(archive, { force: true }));
  execFileSync("tar", ["-cf", archive, "-C", root, "."]);
  docker("import", "--change", "ENV PATH=/usr/local/bin:/usr/bin:/bin", archive, name);
}

if (isWholeGrid) {
  describe("the image of the Compose example", () => {
    useEngine();

    testWhole("is built of its Dockerfile, is healthy, and is measured as its README says", async (t) => {
      const folder = mkdtempSync(join(tmpdir(), "broadside-compose-"));
      t.after(() => rmSync(folder, { recursive: true, force: true }));
      cpSync(example, folder, { recursive: true });
      const [, base = ""] = /^FROM (\S+)$/m.exec(readFileSync(join(folder, "Dockerfile"), "utf8")) ?? [];
      importNode(t, base);
      docker("build", "--network=none", "--tag=orders", folder);
      // Without Compose: the same container on the network of the machine, where it listens on the published port itself.
      const environment = Object.entries({ ...orders.environment, PORT: published ?? "" });
      const health = orders.healthcheck.test.slice(1);
      const variables = environment.map(([name, value]) => `--env=${name}=${value}`);
      const up = ["docker", "run", "--detach", "--name=orders", "--network=host", ...variables, "orders"];
      const words = typed().map((word, index, all) => {
        if (all[index - 1] === "--external-up") return up.join(" ");
        if (all[index - 1] === "--external-down") return "docker rm --force orders";
        return word;
      });
      const out = join(folder, "out");
      const { code, stderr } = await broadside([...words, ...short, "--out", out], { cwd: folder });
      assert.equal(code, 0, stderr);
      const { plan, trials } = await loadRun(out);
      assert.deepEqual(
        plan.arms.map(({ strategy }) => strategy),
        ["single", "cluster-round-robin", "external"],
      );
      for (const trial of trials) {
        assert.ok(trial.status === "measured", JSON.stringify(trial));
        assert.ok(trial.load.counts.completed > 0 && trial.load.counts.failed === 0, trial.armId);
      }
      assert.equal(docker("ps", "--all", "--quiet"), "");
      docker(...up.slice(1));
      docker("exec", "orders", ...health);
      docker("rm", "--force", "orders");
    });
  });
}
