import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { capacityOptions } from "../../../harness/experiments/capacity/options.ts";
import { commonOptions } from "../../../harness/cli/options/shared.ts";
import { gateOptions } from "../../../harness/experiments/gate/options.ts";
import { initOptions } from "../../../harness/cli/options/init.ts";
import { listOptions } from "../../../harness/cli/options/list.ts";
import { reportOptions } from "../../../harness/cli/options/report.ts";
import { mapOptions } from "../../../harness/experiments/map/options.ts";
import { runOptions } from "../../../harness/experiments/run/options.ts";
import { serveOptions } from "../../../harness/cli/options/serve.ts";
import { broadside as inOwnProcess, freshFolder } from "../../support/broadside.ts";
import { startResident } from "../../support/resident.ts";
import packageJson from "../../../package.json" with { type: "json" };

const { broadside, stop } = startResident();
after(stop);

const commands: readonly (readonly [command: readonly string[], options: object])[] = [
  [[], runOptions],
  [["run"], runOptions],
  [["capacity"], capacityOptions],
  [["map"], mapOptions],
  [["gate"], gateOptions],
  [["init"], initOptions],
  [["list"], listOptions],
  [["report"], reportOptions],
  [["serve"], serveOptions],
  [["doctor"], commonOptions],
];

const withExamples: ReadonlySet<string> = new Set(["run", "init", "capacity", "map", "gate", "report"]);

for (const [command, options] of commands) {
  const [name = "run"] = command;
  const hasExamples = withExamples.has(name);
  test(`${["broadside", ...command].join(" ")} --help lists every option${hasExamples ? ", and has examples" : ""}`, async () => {
    const { code, stdout, stderr } = await broadside([...command, "--help"]);
    assert.equal(code, 0);
    assert.equal(stderr, "");
    for (const option of Object.keys(options)) assert.match(stdout, new RegExp(`^ .*--${option}\\b`, "m"), option);
    if (hasExamples) assert.match(stdout, /^Examples:\n +broadside \S/m);
  });
}

for (const [command, positionals] of [
  ["report", ["folder"]],
  ["serve", ["strategy"]],
  ["trend", ["folder"]],
  ["baseline save", ["folder"]],
  ["baseline show", ["file"]],
  ["baseline check", ["file", "folder"]],
] as const) {
  test(`${command} --help says what each of its arguments is`, async () => {
    const { stdout } = await broadside([...command.split(" "), "--help"]);
    for (const name of positionals) assert.match(stdout, new RegExp(`^ +${name} +\\w.* \\[string\\]`, "m"));
  });
}

test("serve --help says nothing of what serve does not do", () => {
  for (const { describe } of Object.values(serveOptions)) assert.doesNotMatch(describe, /results|measure|deployment/);
});

test("--help lists every command", async () => {
  const { stdout } = await broadside(["-h"]);
  for (const name of [
    "run",
    "init",
    "capacity",
    "map",
    "gate",
    "list",
    "report <folder>",
    "serve <strategy>",
    "doctor",
  ]) {
    assert.match(stdout, new RegExp(`^ +broadside ${name} `, "m"));
  }
});

test("--version prints the version, alone", async () => {
  const { code, stdout } = await inOwnProcess(["--version"]);
  assert.deepEqual([code, stdout], [0, `${packageJson.version}\n`]);
});

function names(list: readonly { readonly name: string }[]): readonly string[] {
  return list.map(({ name }) => name);
}

test("list names every scenario and strategy, for a reader and as JSON", async () => {
  const { described: strategies } = await import("../../../targets/index.ts");
  const { scenarios } = await import("../../../scenarios/index.ts");
  const { code, stdout } = await broadside(["list"]);
  assert.equal(code, 0);
  const json = JSON.parse((await broadside(["list", "--json"])).stdout);
  assert.deepEqual(names(json.strategies), names(strategies));
  assert.deepEqual(names(json.scenarios), names(scenarios));
  for (const name of [...names(strategies), ...names(scenarios)]) assert.ok(stdout.includes(`  ${name} `), name);
});

test("list shows a configuration without an app as requests, for what the command line names", async (t) => {
  const cwd = dirname(freshFolder(t));
  writeFileSync(join(cwd, "broadside.config.json"), '{ "requests": ["GET /orders"] }');
  const { code, stdout } = await broadside(["list"], cwd);
  assert.equal(code, 0);
  assert.match(
    stdout,
    /^Scenarios of your configuration:\n {2}requests +GET \/orders of the app or deployment named by --app or --external-url$/m,
  );
});

test("doctor names each strategy that lacks something, with what that is, as list does", async (t) => {
  // PM2 is found in neither.
  const bare = { cwd: dirname(freshFolder(t)), env: { PATH: "/nowhere" } };
  const { stdout } = await inOwnProcess(["doctor"], bare);
  const { strategies } = JSON.parse((await inOwnProcess(["list", "--json"], bare)).stdout);
  for (const { name, missing } of strategies) {
    assert.equal(stdout.includes(`note  ${name}: ${missing}\n`), missing !== null, name);
  }
  assert.match(stdout, /^note {2}pm2: pm2 is not installed/m);
});
