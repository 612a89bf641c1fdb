import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { makeFolder } from "../../harness/store/folder.ts";
import { makeRepository } from "../harness/experiments/gate/checkout/repository.ts";
import { freshFolder } from "../support/broadside.ts";
import { testWhole } from "../support/grid.ts";

const project = fileURLToPath(new URL("../../", import.meta.url));
const action = readFileSync(join(project, "action.yml"), "utf8");

/** The inputs and the environment that the action's script is given, as action.yml says it. */
const passedOn = [...action.matchAll(/^ {8}INPUT_(?<name>\w+): \$\{\{ inputs\.(?<input>[\w-]+) \}\}$/gm)];
const declared = [
  ...action.matchAll(/^ {2}(?<input>[a-z-]+):\n {4}description: .+\n {4}(?:required|default): (?<value>.*)$/gm),
];

function defaultOf(input: string): string {
  const value = declared.find(({ groups }) => groups?.["input"] === input)?.groups?.["value"] ?? "";
  return value === '""' || value === "true" ? "" : value;
}

function text(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

/** Runs the script of the action as GitHub's runner does: inputs in the environment, bash, a step's own files. */
function runStep(
  t: TestContext,
  cwd: string,
  inputs: Readonly<Record<string, string>>,
  surroundings: Readonly<Record<string, string>> = {},
) {
  const temporary = freshFolder(t);
  makeFolder(temporary);
  const output = join(temporary, "output");
  const variables = passedOn.map(({ groups }) => {
    const input = groups?.["input"] ?? "";
    return [`INPUT_${groups?.["name"] ?? ""}`, inputs[input] ?? defaultOf(input)];
  });
  const env = {
    ...process.env,
    ...Object.fromEntries(variables),
    PATH: `${dirname(process.execPath)}:${process.env["PATH"] ?? ""}`,
    GITHUB_ACTION_PATH: project,
    GITHUB_ACTIONS: "true",
    GITHUB_OUTPUT: output,
    GITHUB_STEP_SUMMARY: join(temporary, "summary"),
    RUNNER_TEMP: temporary,
    GITHUB_WORKSPACE: cwd,
    ...surroundings,
  };
  const { promise, resolve } = Promise.withResolvers<{
    code: unknown;
    stderr: string;
    outputs: string;
    summary: string;
  }>();
  execFile("bash", [join(project, "action/gate.sh")], { cwd, env }, (error, _stdout, stderr) => {
    resolve({ code: error?.code ?? 0, stderr, outputs: text(output), summary: text(join(temporary, "summary")) });
  });
  return promise;
}

test("every input of the action is passed on to its script", () => {
  const inputs = declared.map(({ groups }) => groups?.["input"]).filter((input) => input !== "working-directory");
  assert.ok(inputs.length > 5);
  assert.deepEqual(
    passedOn.map(({ groups }) => groups?.["input"]),
    inputs,
  );
});

test("the action's script measures, tells the outcome, and exits as the gate does", async (t) => {
  const repository = makeRepository(t);
  const server = "require('http').createServer((request, response) => response.end('done')).listen(3000);";
  repository.commit({ "my server.cjs": server });
  repository.commit({ other: "" });
  const inputs = { base: "HEAD~1", app: "./my server.cjs", strategy: "single", inconclusive: "" };
  const short = "--duration=0.3\n--warmup\n0.1\n--connections 2\n--header 'x-a: b c'\n--pairs=9\n--tolerance \"90%\"\n";
  const { code, stderr, outputs, summary } = await runStep(t, repository.folder, {
    ...inputs,
    metrics: "cpu",
    require: "errors=0\np99<9s\n",
    args: short,
  });
  const [, outcome] = /^outcome=(\w+)$/m.exec(outputs) ?? [];
  const [, folder = ""] = /^folder=(.+)$/m.exec(outputs) ?? [];
  const { requirements } = JSON.parse(readFileSync(join(folder, "gate.json"), "utf8"));
  assert.equal(requirements.length, 2);
  // Which it is, chance decides: the two versions are the same, and the trials short.
  const codes = new Map([
    ["pass", 0],
    ["regression", 1],
    ["inconclusive", 3],
    ["invalid", 4],
  ]);
  assert.equal(code, codes.get(outcome ?? ""), stderr);
  assert.match(summary, new RegExp(`^## . ${outcome}: `));
});

test("bad input of the action is a sentence and exit code 2, and no outcome", async (t) => {
  const repository = makeRepository(t);
  repository.commit({ "server.cjs": "" });
  const { code, stderr, outputs } = await runStep(t, repository.folder, { base: "$(touch x)", app: "server.cjs" });
  assert.equal(code, 2);
  assert.match(stderr, /^broadside: "\$\(touch x\)" is neither a folder nor a git ref/m);
  assert.match(outputs, /^outcome=none$/m);
});

testWhole("without an app and a path it is the configuration's that are measured", async (t) => {
  const repository = makeRepository(t);
  const server = `require("node:http").createServer((request, response) => {
    response.statusCode = request.url === "/" ? 200 : 404;
    response.end("done");
  }).listen(3000);`;
  const config = JSON.stringify({ app: "./server.cjs", requests: ["GET /configured"] });
  repository.commit({ "server.cjs": server, "broadside.config.json": config });
  repository.commit({ other: "" });
  const { code, stderr } = await runStep(t, repository.folder, { base: "HEAD~1", strategy: "single" });
  assert.equal(code, 2);
  assert.match(stderr, /^broadside: base \(HEAD~1 .*GET \/configured returned 404/m);
});

test("in a container, the repositories of the workspace are trusted, and no others", async (t) => {
  const [repository, other] = [makeRepository(t), makeRepository(t)];
  for (const { commit } of [repository, other]) commit({ "server.cjs": "" });
  const distrusted = {
    GIT_TEST_ASSUME_DIFFERENT_OWNER: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
  };
  const inputs = { base: "nowhere", app: "server.cjs" };
  const own = await runStep(t, repository.folder, inputs, distrusted);
  assert.match(own.stderr, /"nowhere" is neither a folder nor a git ref/);
  const elsewhere = { ...distrusted, GITHUB_WORKSPACE: other.folder };
  const { stderr } = await runStep(t, repository.folder, inputs, elsewhere);
  assert.match(stderr, /detected dubious ownership/);
});
