import assert from "node:assert/strict";
import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { loadRun } from "../../harness/store/run-store.ts";
import { testAppPath } from "../support/boot-target.ts";
import { broadside, freshFolder } from "../support/broadside.ts";
import { testWhole } from "../support/grid.ts";
import { oldestNode, ownNode } from "../support/nodes.ts";
import { assertComplete, assertReported, assertTidy, assertWhole } from "../support/run-folder.ts";

const short = ["--duration", "300ms", "--warmup", "100ms", "--blocks", "1"];

describe("a run from the command line", { concurrency: 2 }, () => {
  test("--json prints the summary as JSON, alone, on standard output, and so does report --json", async (t) => {
    const folder = freshFolder(t);
    const { code, stdout } = await broadside(["-s", "ping", "-t", "single", ...short, "--json", "--out", folder]);
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(stdout), JSON.parse(readFileSync(join(folder, "summary.json"), "utf8")));

    const again = await broadside(["report", folder, "--json"]);
    assert.equal(again.code, 0);
    assert.deepEqual(JSON.parse(again.stdout), JSON.parse(stdout));
  });

  testWhole(
    "an ordinary server of one's own runs under every strategy that applies, and the others say why not",
    async (t) => {
      const folder = freshFolder(t);
      const args = ["--app", testAppPath("plain.js"), "--path", "/", ...short, "--out", folder];
      const { code, stderr } = await broadside(args);
      assert.equal(code, 0, stderr);
      assert.match(stderr, /not applicable: worker-threads: the app offers no thread pool/);
      const report = readFileSync(join(folder, "report.md"), "utf8");
      assert.match(report, /worker-threads.*the app offers no thread pool/);
      const { plan, trials } = await loadRun(folder);
      assert.deepEqual(
        plan.notApplicable.map(({ strategy }) => strategy),
        ["worker-threads"],
      );
      assert.equal(trials.length, 4);
      for (const { status, armId } of trials) assert.equal(status, "measured", armId);
    },
  );

  testWhole(
    "several requests by weight, with bodies and headers, each have a name of their own in the reports",
    async (t) => {
      const folder = freshFolder(t);
      const requests = [
        "--request",
        "3 GET /echo",
        '1 POST /echo {"a":1}',
        "--header",
        "x-key: ä",
        "--expect-text",
        "ä",
      ];
      const args = ["--app", testAppPath("echo.js"), ...requests, "-t", "single,reverse-proxy", ...short, "-o", folder];
      const { code, stderr } = await broadside(args);
      assert.equal(code, 0, stderr);
      const { trials } = await loadRun(folder);
      for (const trial of trials) {
        assert.ok(trial.status === "measured");
        const [gets, posts] = trial.load.kinds.map(({ counts }) => counts.sent);
        assert.equal(trial.load.counts.failed, 0);
        assert.ok(gets !== undefined && posts !== undefined && gets > posts && posts > 0, `${gets} ${posts}`);
      }
      const report = readFileSync(join(folder, "report.html"), "utf8");
      for (const name of ["GET /echo", "POST /echo"]) assert.ok(report.includes(name), name);
    },
  );

  test("with a configuration broadside alone measures what it says, and the command line wins", async (t) => {
    const folder = freshFolder(t);
    const cwd = join(folder, "..");
    copyFileSync(testAppPath("echo.js"), join(cwd, "server.mjs"));
    const config = `import { defineConfig } from "broadside";
      console.log("printed by the configuration");
      export default defineConfig({
        app: { script: "./server.mjs", env: { A: "1" } },
        requests: ["/echo", { path: "/echo", body: { a: 1 }, expect: { text: "POST" } }],
        targets: ["single"],
        duration: "30s",
        warmup: "100ms",
        blocks: 1,
      });`;
    writeFileSync(join(cwd, "broadside.config.ts"), config);
    const { code, stdout, stderr } = await broadside(["--duration", "300ms", "--json", "-o", folder], { cwd });
    assert.equal(code, 0, stderr);
    assert.equal(JSON.parse(stdout).schema, "broadside/summary");
    assert.match(stderr, /printed by the configuration/);
    const { plan, trials } = await loadRun(folder);
    assert.deepEqual([plan.scenario, plan.measuredSeconds, plan.warmupSeconds], ["server", 0.3, 0.1]);
    const [trial] = trials;
    assert.ok(trial?.status === "measured");
    assert.deepEqual(
      trial.load.kinds.map(({ name, counts }) => [name, counts.sent > 0, counts.failed]),
      [
        ["GET /echo", true, 0],
        ["POST /echo", true, 0],
      ],
    );
  });

  testWhole("--pool-variable makes worker-threads apply, and tells the app how many threads to make", async (t) => {
    const folder = freshFolder(t);
    const app = ["--app", testAppPath("environment.js"), "--pool-variable", "MY_THREADS"];
    const { code, stderr } = await broadside([...app, "-t", "worker-threads", "-w", "3", ...short, "-o", folder]);
    assert.equal(code, 0, stderr);
    const { plan, trials } = await loadRun(folder);
    assert.equal(plan.app?.poolVariable, "MY_THREADS");
    assert.equal(trials[0]?.status, "measured");
  });

  testWhole("--node measures each strategy on each version, and every report names them", async (t) => {
    const folder = freshFolder(t);
    const node = `${oldestNode.binary},${ownNode.binary}`;
    const app = ["--app", testAppPath("plain.js"), "-t", "single,cluster-os", "-w", "2"];
    const { stdout, stderr } = await broadside([...app, "--node", node, ...short, "--out", folder]);
    const { plan, trials } = await loadRun(folder);
    const [older, own] = [oldestNode, ownNode].map(({ version, binary }) => ({ version, path: binary }));
    assert.deepEqual(
      plan.arms.map((arm) => [arm.id, arm.node]),
      [
        [`single@${older?.version}`, older],
        [`single@${own?.version}`, own],
        [`cluster-os@${older?.version}`, older],
        [`cluster-os@${own?.version}`, own],
      ],
    );
    for (const trial of trials) {
      assert.ok(trial.status === "measured", `${trial.armId}: ${stderr}`);
      assert.equal(trial.nodeVersion, trial.armId.split("@")[1]);
    }
    const files = ["report.html", "report.md", "summary.csv", "trials.csv", "summary.json"];
    const reports = [stdout, ...files.map((name) => readFileSync(join(folder, name), "utf8"))];
    for (const report of reports) assert.match(report, /@\u200b?22\.18\.0/);
    assert.match(reports[2] ?? "", /Node\.js of the app: 22\.18\.0 and /);
  });

  testWhole("--load open:RATE sends what it says to each arm, and compares them on p99", async (t) => {
    const folder = freshFolder(t);
    const load = ["--load", "open:100", "--arrivals", "even", "-d", "1s", "--warmup", "100ms", "-b", "2"];
    const args = ["-s", "ping", "-t", "single,cluster-os", ...load, "-o", folder];
    const { code, stdout, stderr } = await broadside(args);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /p99 × baseline/);
    const { plan, trials } = await loadRun(folder);
    for (const trial of trials) {
      assert.ok(trial.status === "measured");
      assert.equal(trial.load.counts.sent, 100);
      assert.ok(trial.load.pacing !== undefined);
    }
    for (const { load: planned } of plan.arms) {
      assert.deepEqual(planned.kind === "open" && planned.profile, [{ seconds: 0, rate: 100 }]);
    }
    const report = readFileSync(join(folder, "report.html"), "utf8");
    assert.match(report, /open loop, 100 req\/s/);
    assert.match(report, /Arms are compared on latency, p99/);
    const kept = await broadside(["baseline", "save", folder, "--to", `${folder}.json`]);
    assert.equal(kept.code, 2);
    assert.match(kept.stderr, /open load/);
  });

  testWhole(
    "a scenario with a load of its own offers its share of what the baseline holds, and compares on its victims",
    async (t) => {
      const folder = freshFolder(t);
      const { code, stdout, stderr } = await broadside(["-s", "mixed", "-t", "single", ...short, "-o", folder]);
      assert.equal(code, 0, stderr);
      const [, held = "", offered = ""] = /handles ([\d,.]+) req\/s .* 80% .* --load open:([\d.]+)/.exec(stderr) ?? [];
      assert.ok(Math.abs(Number(offered) / Number(held.replaceAll(",", "")) - 0.8) < 0.01, stderr);
      const { plan } = await loadRun(folder);
      const [arm] = plan.arms;
      assert.deepEqual(arm?.load.kind === "open" && arm.load.profile, [{ seconds: 0, rate: Number(offered) }]);
      assert.match(stdout, /p99 of cheap requests/);
      assert.match(readFileSync(join(folder, "report.md"), "utf8"), new RegExp(`--load open:${offered}`));
    },
  );

  testWhole("--generators shares the load among processes, and the report says so", async (t) => {
    const folder = freshFolder(t);
    const args = ["-s", "ping", "-t", "single", "-c", "5", "--generators", "2", ...short, "-o", folder];
    const { code, stderr } = await broadside(args);
    assert.equal(code, 0, stderr);
    const { plan, trials } = await loadRun(folder);
    assert.equal(plan.arms[0]?.load.generators, 2);
    const [trial] = trials;
    assert.ok(trial?.status === "measured");
    assert.equal(trial.load.connectionsOpened, 5);
    assert.ok((trial.load.busiestGeneratorCpuMicros ?? Infinity) < trial.load.generatorCpuMicros);
    assert.match(readFileSync(join(folder, "report.md"), "utf8"), /by 2 generator processes/);
  });

  testWhole(
    "worker counts and balancers make arms of their own, and options are taken as they were given",
    async (t) => {
      const folder = freshFolder(t);
      const targets = "single,cluster-os,reverse-proxy:round-robin";
      const args = ["-s", "ping", "-t", targets, "-w", "1,2", "-c", "5", "--seed", "7", ...short, "-o", folder];
      const { code, stderr } = await broadside(args);
      assert.equal(code, 0, stderr);
      const { plan, trials } = await loadRun(folder);
      assert.deepEqual(
        plan.arms.map(({ id, workers }) => [id, workers]),
        [
          ["single", 1],
          ["cluster-os×1", 1],
          ["cluster-os×2", 2],
          ["reverse-proxy:round-robin×1", 1],
          ["reverse-proxy:round-robin×2", 2],
        ],
      );
      assert.deepEqual([plan.seed, plan.blocks, plan.warmupSeconds, plan.measuredSeconds], [7, 1, 0.1, 0.3]);
      for (const trial of trials) {
        assert.equal(trial.status, "measured");
        assert.equal(trial.load.connectionsOpened, 5, trial.armId);
        const arm = plan.arms.find(({ id }) => id === trial.armId);
        assert.equal(trial.workers?.filter(({ role }) => role === "worker").length, arm?.workers, trial.armId);
      }
    },
  );

  test("a run in which every trial failed is saved, says why, and ends with exit code 4", async (t) => {
    const folder = freshFolder(t);
    const args = ["--app", testAppPath("dies-later.js"), "-t", "single,cluster-os", ...short, "--out", folder];
    const { code, stdout, stderr } = await broadside(args);
    assert.equal(code, 4, stderr);
    assert.match(stderr, /failed: dies-later\.js threw "Error: out of luck after 60 requests"/);
    assert.match(stdout, /INVALID/);
    assertReported(folder);
    const run = await loadRun(folder);
    assertComplete(run);
    for (const trial of run.trials) {
      assert.equal(trial.status, "failed");
      assert.equal(trial.failure.code, "app-threw");
    }
  });

  testWhole("without --out, results go to a folder of the run's own below results/", async (t) => {
    const cwd = join(freshFolder(t), "..");
    const { code, stderr } = await broadside(["-s", "ping", "-t", "single", ...short], { cwd });
    assert.equal(code, 0, stderr);
    const [, folder = ""] = /Report: (results\/\S+-ping)\/report\.html/.exec(stderr) ?? [];
    assertWhole(join(cwd, folder));
  });

  test("report renders a saved run again, as it was, by its folder or by its run.json", async (t) => {
    const folder = freshFolder(t);
    const first = await broadside(["-s", "ping", "-t", "single,cluster-os", ...short, "--out", folder]);
    assert.equal(first.code, 0);
    const page = readFileSync(join(folder, "report.html"), "utf8");
    for (const source of [folder, join(folder, "run.json")]) {
      rmSync(join(folder, "report.html"));
      const again = await broadside(["report", source]);
      assert.deepEqual([again.code, again.stdout], [0, first.stdout]);
      assert.equal(readFileSync(join(folder, "report.html"), "utf8"), page);
      assertTidy(folder);
    }
  });

  testWhole("--time begins no block after it, and the run is finished", async (t) => {
    const folder = freshFolder(t);
    const args = [
      "-s",
      "ping",
      "-t",
      "single",
      "--time",
      "10s",
      "--blocks",
      "50",
      "--warmup",
      "100ms",
      "--duration",
      "300ms",
    ];
    const { code, stderr } = await broadside([...args, "--out", folder]);
    assert.equal(code, 0, stderr);
    const { earlyEnd, finishedAt } = await loadRun(folder);
    assert.equal(earlyEnd?.because, "time");
    assert.ok(earlyEnd.blocks >= 1 && earlyEnd.blocks < 50, String(earlyEnd.blocks));
    assert.notEqual(finishedAt, null);
  });
});
