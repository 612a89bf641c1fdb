import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { ownScenario, type SaidOfOwn } from "../../../../harness/cli/choose/own-scenario.ts";
import { chooseGate, defaultPairs, planGate, serviceOf } from "../../../../harness/experiments/gate/plan.ts";
import { gateOptions } from "../../../../harness/experiments/gate/options.ts";
import { typicalOverheadSeconds } from "../../../../harness/plan.ts";
import { argumentsOf } from "../../../support/arguments.ts";
import { makeRepository, writeFiles } from "./checkout/repository.ts";

test("a speed-up is over head as an ordinary single process, whatever the strategy that is gated", async (t) => {
  const { folder } = makeRepository(t);
  writeFiles(folder, { "base/server.js": "", "head/server.js": "" });
  const [base, head] = ["base", "head"].map((name) => {
    const root = join(folder, name);
    return { side: { label: name, commit: null }, folder: root, root, lacks: "", remove: () => Promise.resolve() };
  });
  assert.ok(base !== undefined && head !== undefined);
  const script = join(head.folder, "server.js");
  const scenario = ownScenario({ app: { script, args: [], env: {} } });
  const typed = ["--strategy", "reuseport", "--workers", "2", "--require", "speedup>=1.8"];
  const given = await argumentsOf(gateOptions, ...typed);
  const { arms } = planGate(given, chooseGate(given, scenario), { base, head }, head.folder);
  const app = { script, args: [], env: {}, cwd: head.folder };
  const [, gated, single] = arms;
  assert.ok(gated !== undefined);
  assert.deepEqual([gated.strategy, gated.sharesPort, gated.app], ["reuseport", true, app]);
  const { load } = gated;
  assert.deepEqual(single, { id: "head-single", strategy: "single", options: {}, workers: 1, load, app });
});

test("windows are short, unless it is said how long they are or a percentile is judged; a tenth of the time is kept", async () => {
  const app = { script: "/nowhere/server.js", args: [], env: {} };
  const chosen = async (settings: NonNullable<SaidOfOwn["settings"]>, ...typed: readonly string[]) => {
    const choice = chooseGate(await argumentsOf(gateOptions, ...typed), ownScenario({ app }, { settings }));
    return [choice.load.warmupSeconds, choice.load.measuredSeconds, choice.pairs];
  };
  const byDefault = Math.floor((420 * 0.9) / (2 * (2 + 1 + typicalOverheadSeconds)));
  assert.deepEqual(await chosen({}), [2, 1, byDefault]);
  assert.deepEqual((await chosen({ measuredSeconds: 3 }))[1], 3, "as by default, but said");
  assert.deepEqual((await chosen({}, "--metrics", "throughput,p99"))[1], 3);
  assert.deepEqual((await chosen({}, "--require", "p99<50ms"))[1], 3);
  assert.deepEqual((await chosen({}, "--require", "errors=0"))[1], 1);
  assert.deepEqual((await chosen({}, "--require", "p99<50ms", "--duration", "2s"))[1], 2);
  assert.deepEqual(await chosen({}, "--time", "60m"), [2, 1, defaultPairs]);
});

test("what is typed and cannot be measured or judged is refused whatever the versions are", async () => {
  const scenario = ownScenario({ app: { script: "/nowhere/server.js", args: [], env: {} } });
  const refused = [
    [["--time", "soon"], /--time is "soon"/],
    [["--duration", "long"], /--duration is "long"/],
    [["--tolerance", "much"], /--tolerance is "much"/],
    [["--min-effect", "10%"], /--min-effect is 10\.0% and --tolerance 5\.00%/],
    [["--metrics", "speed"], /--metrics/],
    [["--require", "p99 is fine"], /--require/],
    [["--pairs", "2"], /--pairs is "2"/],
    [["--time", "10s", "--duration", "5"], /--time 10 s has room for 0 pairs/],
    [["--strategy", "cluster-os", "--workers", "1,2"], /--strategy is "cluster-os" with 2 worker counts/],
  ] as const;
  for (const [typed, message] of refused) {
    const choosing = argumentsOf(gateOptions, ...typed).then((argv) => chooseGate(argv, scenario));
    await assert.rejects(choosing, { name: "BroadsideError", message });
  }
});

test("a title tells which of a repository's services it is, by the package that its files or its folder belong to", (t) => {
  const { folder: root } = makeRepository(t);
  writeFiles(root, {
    "package.json": "{}",
    "services/a/package.json": "{}",
    "services/a/dist/server.js": "",
    "services/b/package.json": "{}",
    "tools/server.js": "",
    "node_modules/next/dist/bin/next": "",
  });
  for (const [script, cwd, service] of [
    ["server.js", ".", ""],
    ["src/server.js", ".", ""],
    ["tools/server.js", "tools", ""],
    ["services/a/dist/server.js", ".", "services/a"],
    ["node_modules/next/dist/bin/next", "services/b", "services/b"],
    ["services/a/node_modules/next/dist/bin/next", "services/a", "services/a"],
    ["node_modules/micro/dist/src/bin/micro.js", ".", ""],
    ["../elsewhere/server.js", ".", ""],
  ] as const) {
    assert.equal(serviceOf(root, { script: join(root, script), cwd: join(root, cwd) }), service, script);
  }
});
