import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { after, before, describe, it, test } from "node:test";
import { promisify } from "node:util";
import packageJson from "../../package.json" with { type: "json" };
import { loadRun } from "../../harness/store/run-store.ts";
import { testAppPath } from "../support/boot-target.ts";
import { broadside } from "../support/broadside.ts";
import { isWholeGrid, testWhole } from "../support/grid.ts";
import { middleNode, oldestNode, ownNode, tooOldNode } from "../support/nodes.ts";
import { assertComplete, assertWhole } from "../support/run-folder.ts";

const root = join(import.meta.dirname, "../..");
const quiet = ["--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"];
const short = ["--duration", "250ms", "--warmup", "50ms", "--blocks", "1", "--workers", "2"];
const targets = "single,cluster-round-robin,threads-listen,worker-threads,reverse-proxy";

const run = promisify(execFile);

describe("the package that npm packs, installed in a project that is empty but for a server", () => {
  const project = mkdtempSync(join(tmpdir(), "broadside-package-"));
  const program = join(project, "node_modules/.bin/broadside");

  before(async () => {
    const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", project, "--loglevel=error"], {
      cwd: root,
    });
    const tarball = /"filename": "([^"]+)"/.exec(stdout)?.[1] ?? "";
    writeFileSync(join(project, "package.json"), '{"type":"module"}');
    copyFileSync(testAppPath("plain.js"), join(project, "server.js"));
    await run("npm", ["install", ...quiet, join(project, tarball)], { cwd: project });
  });
  after(() => rmSync(project, { recursive: true, force: true }));

  it("has what is run, its types and the documents, and neither sources, tests nor source maps", () => {
    const folder = join(project, "node_modules/broadside");
    assert.deepEqual(readdirSync(folder).sort(), [
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "dist",
      "docs",
      "package.json",
    ]);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const kinds = new Set(files.map(({ name }) => name.replace(/^.*?(?=\.d\.ts$|\.\w+$)/, "")));
    assert.deepEqual(kinds, new Set([".js", ".d.ts", ".md", ".json", "LICENSE"]));
    assert.deepEqual(readdirSync(join(folder, "dist")).sort(), ["harness", "reports", "scenarios", "targets"]);
  });

  it("brings nothing along that it is only developed with", () => {
    const installed = readdirSync(join(project, "node_modules"));
    for (const name of ["typescript", "oxlint", "prettier", "playwright-core", "node"]) {
      assert.ok(!installed.includes(name), name);
    }
  });

  it("is run by npx", async () => {
    const env = { ...process.env, PATH: [dirname(ownNode.binary), process.env["PATH"]].join(delimiter) };
    const { stdout } = await run("npx", ["--no", "--", "broadside", "--version"], { cwd: project, env });
    assert.equal(stdout, `${packageJson.version}\n`);
  });

  it("has types that TypeScript finds", async () => {
    const file = join(project, "use.ts");
    writeFileSync(
      file,
      `import type { Run } from "broadside";
export const blocks = (run: Run): number => run.plan.blocks;
// @ts-expect-error It is a number.
export const wrong = (run: Run): string => run.plan.blocks;
`,
    );
    const options = ["--ignoreConfig", "--noEmit", "--strict", "--module", "nodenext", "--target", "es2024"];
    await run(join(root, "node_modules/.bin/tsc"), [...options, file], { cwd: project });
  });

  for (const { version, binary: node } of isWholeGrid ? [oldestNode, middleNode, ownNode] : [oldestNode]) {
    it(`lists, measures and reports on Node.js ${version}`, async () => {
      const here = { cwd: project, program, node };
      const list = await broadside(["list"], here);
      assert.deepEqual([list.code, list.stderr], [0, ""]);

      const scenario = ["run", "--scenario", "cpu-report", "--connections", "4", "--targets", targets, ...short];
      const measured = await broadside([...scenario, "--out", version], here);
      // Where the machine is busy, so short a run may come out invalid.
      assert.ok(measured.code === 0 || measured.code === 4, measured.stderr);
      const saved = await loadRun(join(project, version));
      assertComplete(saved);
      assert.equal(saved.environment.nodeVersion, version);
      assert.equal(saved.toolVersion, packageJson.version);
      for (const { status, armId } of saved.trials) assert.equal(status, "measured", armId);

      rmSync(join(project, version, "report.html"));
      const again = await broadside(["report", version], here);
      assert.deepEqual([again.code, again.stdout], [measured.code, measured.stdout]);
      assertWhole(join(project, version));
    });
  }

  testWhole(
    "measures a server as the project's broadside.config.ts says, on another Node.js than its own",
    async () => {
      const service = join(project, "service");
      mkdirSync(service);
      writeFileSync(
        join(service, "broadside.config.ts"),
        `import { defineConfig } from "broadside";
export default defineConfig({ app: "../server.js" satisfies string, targets: ["single"] });
`,
      );
      const args = ["run", ...short, "--node", middleNode.binary, "--out", "own"];
      const { stderr } = await broadside(args, { cwd: service, program, node: oldestNode.binary });
      const { plan, trials } = await loadRun(join(service, "own"));
      assert.deepEqual(
        plan.arms.map(({ id }) => id),
        [`single@${middleNode.version}`],
      );
      assert.equal(trials[0]?.status, "measured", stderr);
    },
  );
});

test("on a Node.js that is too old, one sentence says so and what to do, and the exit code is 2", async () => {
  const { code, stdout, stderr } = await broadside(["list"], { node: tooOldNode.binary });
  assert.deepEqual([code, stdout], [2, ""]);
  assert.match(stderr, /^broadside: Node\.js 20\.20\.2 is too old; 22\.18 or newer is needed\.\nInstall .+\n$/);
});
