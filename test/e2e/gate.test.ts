import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import type { BaselineArm } from "../../harness/history/baseline/model.ts";
import { loadRun } from "../../harness/store/run-store.ts";
import { makeRepository, writeFiles, type Repository } from "../harness/experiments/gate/checkout/repository.ts";
import { testAppPath } from "../support/boot-target.ts";
import { broadside, freshFolder, startBroadside } from "../support/broadside.ts";
import { rowsInGrid, testWhole } from "../support/grid.ts";

/** A server that hashes so often for each request, and answers the same whatever that is. */
function server(rounds: number): string {
  return `
    const { createHash } = require("node:crypto");
    require("node:http").createServer((request, response) => {
      let text = request.url;
      for (let round = 0; round < ${rounds}; round++) text = createHash("sha256").update(text).digest("hex");
      response.end("done");
    }).listen(3000);
  `;
}

function repositoryOf(t: TestContext, before: string, after: string): Repository {
  const repository = makeRepository(t);
  repository.commit({ "server.cjs": before });
  repository.commit({ "server.cjs": after });
  return repository;
}

const usual = {
  app: "./server.cjs",
  base: "HEAD~1",
  duration: "0.3",
  warmup: "0.1",
  connections: "8",
  workers: "1",
  strategy: "single",
};

function optionsOf(change: Readonly<Record<string, string>>): readonly string[] {
  return ["gate", ...Object.entries({ ...usual, ...change }).flatMap(([name, value]) => [`--${name}`, value])];
}

function gateIn({ folder }: Repository, change: Readonly<Record<string, string>>, ...more: readonly string[]) {
  return broadside([...optionsOf(change), ...more], { cwd: folder });
}

function assertNoWorktree({ git }: Repository): void {
  assert.equal(git("worktree", "list").split("\n").length, 1);
}

test("twice the work is a regression: exit code 1, every format, and no worktree left", async (t) => {
  const repository = repositoryOf(t, server(200), server(400));
  const out = freshFolder(t);
  const { code, stdout, stderr } = await gateIn(repository, { pairs: "18", out, require: "errors=0" });
  assert.equal(code, 1, stderr);
  assert.match(stdout, /^✘ REGRESSION {2}GET \/ of server\.cjs: the working folder against HEAD~1 \([0-9a-f]{7}\)/);
  assert.match(stdout, /Head is worse than base: throughput \d+% less/);
  assert.match(stdout, /errors=0 .*✔ pass/);
  const files = readdirSync(out);
  for (const name of ["gate.md", "gate.json", "gate-junit.xml", "gate-bmf.json", "report.html", "run.json"]) {
    assert.ok(files.includes(name), name);
  }
  assertNoWorktree(repository);
});

testWhole("half the work passes, and --json is the result alone", async (t) => {
  const repository = repositoryOf(t, server(400), server(200));
  const { code, stdout } = await gateIn(repository, { pairs: "8", out: freshFolder(t) }, "--json");
  const result = JSON.parse(stdout);
  assert.equal(code, 0);
  assert.equal(result.schema, "broadside/gate");
  assert.equal(result.outcome, "pass");
});

test("what the data leave open exits with 3, or as the caller wants it, and is told where GitHub shows it", async (t) => {
  const repository = repositoryOf(t, server(800), `${server(800)} // again`);
  const summary = join(repository.folder, ".git", "summary.md");
  // Time for a few pairs, of which no test can come to anything.
  const args = optionsOf({
    metrics: "throughput",
    pairs: "8",
    time: "10s",
    duration: "0.8s",
    tolerance: "0.01%",
    "min-effect": "0.01%",
  });
  const env = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary };
  const cwd = repository.folder;
  const [{ code, stdout, stderr }, failing] = await Promise.all([
    broadside([...args, "--out", freshFolder(t)], { cwd, env }),
    broadside([...args, "--inconclusive", "fail", "--out", freshFolder(t)], { cwd }),
  ]);
  assert.equal(code, 3, stderr);
  assert.match(stdout, /^\? INCONCLUSIVE/);
  assert.match(stdout, /so few pairs cannot detect any regression|the smallest regression detectable/);
  assert.match(stderr, /^::warning title=broadside gate%2C GET \/ of server%2C single .*%3A inconclusive::/m);
  assert.match(readFileSync(summary, "utf8"), /^## \? inconclusive: /);
  assert.equal(failing.code, 1, failing.stderr);
});

describe("bad input is a sentence, exit code 2, and leaves no worktree", { concurrency: 2 }, () => {
  const cases: readonly [
    title: string,
    before: string,
    after: string,
    change: Readonly<Record<string, string>>,
    said: RegExp,
  ][] = [
    ["a ref that does not exist", "", "", { base: "nope" }, /"nope" is neither a folder nor a git ref/],
    ["the same version twice", server(1), server(1), { base: "." }, /base and head are the same file/],
    ["a head that is no folder", server(1), server(1), { head: "nope" }, /--head "nope" is not a folder/],
    ["a metric twice", server(1), server(1), { metrics: "cpu,cpu" }, /Name each metric once/],
    ["errors as a metric", server(1), server(1), { metrics: "errors" }, /--require 'errors=0'/],
    ["a scenario and an app", server(1), server(1), { scenario: "ping" }, /exclude each other/],
    ["a time that is none, before base is looked for", "", "", { base: "nope", time: "soon" }, /--time is "soon"/],
    [
      "a head that does not boot",
      server(1),
      "throw new Error('no database')",
      {},
      /head \(the working folder\): server\.cjs threw "Error: no database"/,
    ],
    [
      "different answers",
      server(1),
      server(1).replace('"done"', '"other"'),
      {},
      /base and head respond to GET \/ differently: "done" is missing in head; "other" is new in head/,
    ],
    [
      "a base that does not boot",
      "throw new Error('no database')",
      server(1),
      {},
      /base \(HEAD~1 .*\): server\.cjs threw "Error: no database".*git worktree add \/tmp\/base [0-9a-f]{12}\n/s,
    ],
    [
      "a path that the app has not",
      server(1),
      "require('http').createServer((q, r) => { r.statusCode = 404; r.end(); }).listen(1)",
      { path: "/x" },
      /only HEAD~1 .* responds as expected: head \(the working folder\): GET \/x returned 404.*HEAD~1 .* has the route/s,
    ],
    [
      "answers that vary in one version alone",
      server(1).replace('"done"', "String(process.hrtime.bigint())"),
      server(1),
      {},
      /differently: "done" is new in head/,
    ],
    [
      "an app outside of the versions",
      server(1),
      server(1),
      { app: testAppPath("plain.js") },
      /is not a file of HEAD~1/,
    ],
    ["a file that base has not", server(1), server(1), { app: "./new.cjs" }, /new\.cjs/],
  ];
  for (const [title, before, after, change, said] of rowsInGrid(cases, 4)) {
    test(title, { timeout: 60_000 }, async (t) => {
      const repository = repositoryOf(t, before, after);
      const { code, stdout, stderr } = await gateIn(repository, change);
      assert.equal(code, 2, stderr);
      assert.equal(stdout, "");
      assert.match(stderr, said);
      assert.doesNotMatch(stderr, /^ +at /m);
      assertNoWorktree(repository);
      assert.deepEqual(readdirSync(repository.folder).toSorted(), [".git", "server.cjs"]);
    });
  }
});

testWhole("a version that stops doing the work does not pass, however fast that is", async (t) => {
  const idle = server(400).replace("let text", 'if (globalThis.served++ > 8) return response.end("busy"); let text');
  const repository = repositoryOf(t, server(400), `globalThis.served = 0; ${idle}`);
  const { code, stdout } = await gateIn(repository, { pairs: "8", out: freshFolder(t) });
  assert.equal(code, 4, stdout);
  assert.match(stdout, /INVALID.*No verdict: /s);
});

testWhole(
  "an interruption keeps what was measured, claims nothing, removes the worktree, and exits with 130",
  async (t) => {
    const repository = repositoryOf(t, server(10), server(10));
    const out = freshFolder(t);
    const summary = join(repository.folder, ".git", "summary.md");
    const env = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary };
    const command = startBroadside(optionsOf({ out }), { cwd: repository.folder, env });
    await command.said(/\((?:[4-9]|\d\d) of \d+ trials done/);
    command.kill("SIGINT");
    const { code, stdout, stderr } = await command.ended;
    assert.equal(code, 130);
    assert.equal(stdout, "");
    assert.match(stderr, /Interrupted after \d+ complete blocks?: no verdict/);
    assert.doesNotMatch(stderr, /::error|::warning/);
    assert.equal(existsSync(summary), false);
    assert.ok(JSON.parse(readFileSync(join(out, "run.json"), "utf8")).trials.length >= 4);
    assertNoWorktree(repository);
  },
);

testWhole("a stored baseline takes the place of base: its arms are measured again and compared", async (t) => {
  const { folder } = makeRepository(t);
  writeFiles(folder, { "server.cjs": server(100) });
  const measured = join(folder, "measured");
  const times = ["--duration", "0.3", "--warmup", "0.1"];
  const run = ["--app", "./server.cjs", "--targets", "single,haproxy", "--blocks", "3", "--connections", "4", ...times];
  assert.equal((await broadside(["run", ...run, "--out", measured], { cwd: folder })).code, 0);
  assert.equal((await broadside(["baseline", "save", measured, "--force"], { cwd: folder })).code, 0);
  const out = join(folder, "compared");
  const args = ["gate", "--against", "baseline.json", "--app", "./server.cjs", "--absolute", "--pairs", "2"];
  const { code, stdout, stderr } = await broadside([...args, "--json", "--out", out], { cwd: folder });
  const { outcome, checks } = JSON.parse(stdout);
  const codes = new Map([
    ["pass", 0],
    ["regression", 1],
    ["inconclusive", 3],
    ["invalid", 4],
  ]);
  assert.equal(code, codes.get(outcome), stderr);
  assert.match(stderr, /^Report: .*compared.check\.html$/m);
  assert.deepEqual(
    checks.map(({ armId, figure }: { armId: string; figure: string }) => `${armId} ${figure}`),
    [
      "haproxy speed-up",
      "single throughput",
      "haproxy throughput",
      "single CPU per request",
      "haproxy CPU per request",
    ],
  );
  assert.deepEqual((await loadRun(out)).plan.arms, (await loadRun(measured)).plan.arms);
  for (const name of ["check.json", "check.md", "check-junit.xml", "report.html"]) {
    assert.ok(readdirSync(out).includes(name), name);
  }
  const both = await broadside([...args, "--base", "HEAD"], { cwd: folder });
  assert.equal(both.code, 2);
  assert.match(both.stderr, /--against and --base exclude each other/);
  const bounded = await broadside([...args, "--require", "p99<1ms"], { cwd: folder });
  assert.equal(bounded.code, 2);
  assert.match(bounded.stderr, /--against and --require exclude each other/);
  const other = await broadside(["gate", "--against", "baseline.json", "--scenario", "ping"], { cwd: folder });
  assert.equal(other.code, 2);
  assert.match(other.stderr, /is of the scenario server .*, the run of ping/);
  const baseline = JSON.parse(readFileSync(join(folder, "baseline.json"), "utf8"));
  const arms = baseline.arms.map((arm: BaselineArm) =>
    arm.id === "haproxy" ? { ...arm, software: "haproxy 1.0" } : arm,
  );
  writeFiles(folder, { "older.json": JSON.stringify({ ...baseline, baselineArmId: "haproxy", arms }) });
  const against = ["gate", "--against", "older.json", "--app", "./server.cjs", "--out", "never-made"];
  const moved = await broadside(against, { cwd: folder });
  assert.equal(moved.code, 2);
  assert.match(moved.stderr, /differ in what arms are: haproxy \(haproxy 1\.0 then, haproxy \S+ now\)/);
  assert.ok(!readdirSync(folder).includes("never-made"));
});
