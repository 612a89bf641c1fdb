import assert from "node:assert/strict";
import { test } from "node:test";
import { problemToError } from "../../../harness/process/problems.ts";
import { splitNodeOptions } from "../../../targets/node-options.ts";
import type { TargetProblem } from "../../../targets/protocol.ts";
import { targetSpec, testApp } from "../../support/boot-target.ts";

const spec = targetSpec({ app: testApp("plain.js") });

const trace = [
  "file:///app/plain.js:3",
  'throw new Error("no database");',
  "      ^",
  "",
  "Error: no database",
  "    at file:///app/plain.js:3:7",
  "    at ModuleJob.run (node:internal/modules/esm/module_job:343:25)",
  "",
  "Node.js v26.10.0",
];

function exited(output: readonly string[], how = "exited with code 1"): TargetProblem {
  return { kind: "exited", role: "worker", of: "app", how, output: output.join("\n"), listenedSeconds: null };
}

test("an app's own error is quoted with its place, without stack frames", () => {
  const { code, message } = problemToError(exited(trace), spec);
  assert.equal(code, "app-threw");
  assert.equal(
    message,
    [
      'plain.js threw "Error: no database" and exited with code 1:',
      "    file:///app/plain.js:3",
      '    throw new Error("no database");',
      "          ^",
      "    Error: no database",
    ].join("\n"),
  );
});

test("workers that fail alike are quoted once", () => {
  const { message } = problemToError(exited([...trace, ...trace, ...trace]), spec);
  assert.equal(message, problemToError(exited(trace), spec).message);
});

test("an app that prints much before it fails is quoted from just above the error", () => {
  const noise = Array.from({ length: 100 }, (_, line) => `line ${line}`);
  const { message } = problemToError(exited([...noise, ...trace]), spec);
  assert.match(message, /Error: no database/);
  assert.doesNotMatch(message, /line 95/);
});

test("an app that ends without a word is said to", () => {
  const { code, message } = problemToError(exited([], "was ended by SIGKILL"), spec);
  assert.equal(code, "app-exited");
  assert.equal(message, "plain.js was ended by SIGKILL and printed nothing");
});

test("the proxy's end is told apart from the app's", () => {
  const how = "was ended by SIGKILL";
  const problem: TargetProblem = {
    kind: "exited",
    role: "proxy",
    of: "helper",
    how,
    output: "",
    listenedSeconds: 2.04,
  };
  const { code, message } = problemToError(problem, { ...spec, strategy: "nginx" });
  assert.equal(code, "target-died");
  assert.match(message, /^nginx in front of plain\.js was ended by SIGKILL, 2\.0 s after it began to listen/);
});

function failed(code: string, address = "127.0.0.1:80"): TargetProblem {
  return { kind: "listen-failed", code, address };
}

test("a port that an app was given, closed and wants again is no port that a user could name", () => {
  const { code, message, hint } = problemToError(failed("EADDRINUSE", "127.0.0.1:0"), spec);
  assert.equal(code, "app-never-listened");
  assert.match(message, /^plain\.js listened, closed, and could not listen again/);
  assert.match(hint, /leave clusters out: single and reverse-proxy apply/);
});

test("a port that cannot be had is told apart from one that is in use", () => {
  assert.equal(problemToError(failed("EADDRINUSE"), spec).code, "port-in-use");
  assert.equal(problemToError(failed("EADDRINUSE"), spec).message, "127.0.0.1:80 is already in use");
  assert.equal(problemToError(failed("EACCES"), spec).code, "app-never-listened");
  assert.match(problemToError(failed("EACCES"), spec).message, /could not listen on 127\.0\.0\.1:80: EACCES/);
});

test("of several workers that need long it is said how many listened, and not that time is of no use", () => {
  const late = { kind: "never-listened", waitedSeconds: 10, elsewhere: [], doings: [], workers: 2 } as const;
  const output = "ready - started server on http://localhost:3000";
  const some = problemToError({ ...late, output, listened: 1 }, spec);
  assert.equal(some.code, "app-never-listened");
  assert.match(some.message, /^1 of 2 workers of plain\.js did not listen on a port within 10 s/);
  assert.match(some.hint, /raise --boot-timeout/);
  const all = problemToError({ ...late, output: "", listened: 2 }, spec);
  assert.equal(all.code, "target-stuck");
  assert.match(all.message, /^what is in front of plain\.js was not up within 10 s, although its workers were$/);
});

test("every problem has a message and a hint, each a sentence of its own", () => {
  const problems: readonly TargetProblem[] = [
    exited([]),
    { kind: "never-listened", waitedSeconds: 10, output: "", listened: 0, workers: 1, elsewhere: [], doings: [] },
    { kind: "listened-twice", first: "port 1", second: "port 2" },
    { kind: "clusters-itself" },
    { kind: "listen-failed", code: "EADDRINUSE", address: "127.0.0.1:80" },
    { kind: "host-failed", message: "no strategy" },
    { kind: "out-of-memory", memoryBytes: null },
    { kind: "not-started", by: "system", reason: "spawn node EAGAIN" },
  ];
  for (const problem of problems) {
    const { message, hint } = problemToError(problem, spec);
    assert.ok(message.length > 10, problem.kind);
    assert.match(hint, /^[A-Z].*[.!]$|Start it by hand to see more: cd /, problem.kind);
  }
});

test("a process that listens in place of the app is named without the secrets that it was given", () => {
  const child = { port: 3000, options: [], script: "/app/b.js", args: ["--token", "s3cr3t !", "--port", "3000"] };
  const { message, hint } = problemToError({ kind: "child-listens", child }, spec);
  assert.match(message, /: node \S+b\.js --token '\*\*\*' --port 3000$/);
  assert.match(hint, / -- --token '\*\*\*' --port 3000$/);
});

test("options with spaces of a process that listens in place of the app are named as NODE_OPTIONS takes them", () => {
  const options = ["--require", "/srv/my hooks/trace.cjs", '--title=the "api"'];
  const { hint } = problemToError(
    { kind: "child-listens", child: { port: 3000, options, script: "/app/b.js", args: [] } },
    spec,
  );
  const [, typed = ""] = / --env '(NODE_OPTIONS=.*)'$/.exec(hint) ?? [];
  assert.deepEqual(splitNodeOptions(typed.replace(/^NODE_OPTIONS=/, "")), options);
});

function hintOf(reason: string): string {
  return problemToError({ kind: "not-started", by: "system", reason }, spec).hint;
}

test("what to do where the system starts no process is told by the code that it gave", () => {
  assert.match(hintOf("spawn /opt/node EAGAIN"), /ulimit -u/);
  assert.match(hintOf("spawn /opt/node EMFILE"), /ulimit -n/);
  assert.match(hintOf("spawn /opt/node ENOENT"), /still there/);
  assert.match(hintOf("spawn /opt/node EACCES"), /the right to run/);
  for (const code of ["ENOENT", "EACCES", "EIO"]) assert.doesNotMatch(hintOf(`spawn node ${code}`), /limit/);
});

test("where others took the machine while an app booted, that is told before what the app may lack", () => {
  const problem: TargetProblem = {
    kind: "never-listened",
    waitedSeconds: 10,
    output: "",
    elsewhere: [],
    doings: [],
    listened: 0,
    workers: 1,
  };
  const crowded = problemToError(problem, spec, 0.71);
  assert.match(crowded.message, /within 10 s, while other programs used 71\.0% of the machine's CPU time$/);
  assert.match(crowded.hint, /^Close what else runs on this machine/);
  for (const share of [0.05, null]) assert.doesNotMatch(problemToError(problem, spec, share).message, /other programs/);
});
