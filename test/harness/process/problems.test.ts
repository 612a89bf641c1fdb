import assert from "node:assert/strict";
import { tmpdir } from "node:os";
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
  assert.match(message, /^nginx in front of plain\.js was ended by SIGKILL, 2\.0 s after it started listening/);
});

function failed(code: string, address = "127.0.0.1:80"): TargetProblem {
  return { kind: "listen-failed", code, address };
}

test("a port that an app was given, closed and wants again is no port that a user could name", () => {
  const { code, message, hint } = problemToError(failed("EADDRINUSE", "127.0.0.1:0"), spec);
  assert.equal(code, "app-never-listened");
  assert.match(message, /^plain\.js listened, closed, and could not listen on the same port again/);
  assert.match(hint, /leave clusters out: single and reverse-proxy apply/);
});

test("a port that cannot be had is told apart from one that is in use", () => {
  assert.equal(problemToError(failed("EADDRINUSE"), spec).code, "port-in-use");
  assert.equal(problemToError(failed("EADDRINUSE"), spec).message, "127.0.0.1:80 is already in use");
  assert.equal(problemToError(failed("EACCES"), spec).code, "app-never-listened");
  assert.match(problemToError(failed("EACCES"), spec).message, /could not listen on 127\.0\.0\.1:80: EACCES/);
  const served = problemToError(failed("EACCES"), { ...spec, port: 80 });
  assert.equal(served.code, "bad-option");
  assert.match(served.message, /^the system does not let this user listen on 127\.0\.0\.1:80/);
  assert.match(served.hint, /--port from 1024 on/);
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
  assert.match(all.message, /^the proxy in front of plain\.js was not up within 10 s, although its workers were$/);
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
    { kind: "not-started", by: "engine", reason: "invalid mount config" },
    { kind: "not-started", by: "no-engine", reason: "connect ENOENT /a", advice: "start it" },
    { kind: "lacks", what: "nginx is not installed (apt-get install nginx-light)" },
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

test("options that NODE_OPTIONS does not take are named where a start script takes them", () => {
  const options = ["--env-file=.env", "--require", "/srv/trace.cjs"];
  const child = { port: 3000, options, script: "/app/b.js", args: ["web"] };
  const { hint } = problemToError({ kind: "child-listens", child }, spec);
  assert.match(hint, /"start": "node --env-file=\.env --require \/srv\/trace\.cjs \S+b\.js web", and .* --app \.$/);
  assert.doesNotMatch(hint, /NODE_OPTIONS/);
});

function hintOf(reason: string): string {
  return problemToError({ kind: "not-started", by: "system", reason }, spec).hint;
}

test("what to do where the system starts no process is told by the code that it gave", () => {
  assert.match(hintOf("spawn /opt/node EAGAIN"), /ulimit -u/);
  assert.match(hintOf("spawn /opt/node EMFILE"), /prlimit --pid \$\$ --nofile=/);
  assert.match(hintOf("spawn /opt/node ENOENT"), /still exist/);
  assert.match(hintOf("spawn /opt/node EACCES"), /permission to run/);
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
  assert.match(crowded.hint, /^Close other programs on this machine/);
  for (const share of [0.05, null]) assert.doesNotMatch(problemToError(problem, spec, share).message, /other programs/);
});

function refused(reason: string, options: Readonly<Record<string, string>> = {}): string {
  return problemToError({ kind: "not-started", by: "engine", reason }, { ...spec, strategy: "docker", options }).hint;
}

test("what an Engine refuses is told in its words, with what helps against that and nothing else", () => {
  const noNode = 'runc create failed: exec: "node": executable file not found in $PATH: unknown';
  assert.match(refused(noNode, { image: "image=alpine:3" }), /^The image must have Node\.js \S+ or newer .*alpine:3/);
  const others = [
    noNode,
    "invalid mount config for type bind: bind source path does not exist: /builds/shop",
    "mkdir /var/lib/docker/overlay2/1-init: no space left on device",
    "No such image: shop:2",
    "container init was OOM-killed (memory limit too low?)",
    "conflict: something new",
  ].map((reason) => refused(reason, reason === noNode ? {} : { image: "image=shop:2" }));
  for (const hint of others) assert.doesNotMatch(hint, /image must have/);
  assert.equal(new Set(others).size, others.length - 1);
  assert.match(others[1] ?? "", /on its own machine/);
  assert.match(others[2] ?? "", /docker system df/);
});

test("no Engine is told with what was advised where it was met", () => {
  const { code, message, hint } = problemToError(
    { kind: "not-started", by: "no-engine", reason: "connect ECONNREFUSED /run/d.sock", advice: "start it (now)" },
    { ...spec, strategy: "docker" },
  );
  assert.equal(code, "target-died");
  assert.match(message, /could not be reached to run plain\.js in a container: connect ECONNREFUSED \/run\/d\.sock$/);
  assert.equal(hint, "Fix that, and run again: start it (now).");
});

function hintForHost(message: string): string {
  return problemToError({ kind: "host-failed", message }, spec).hint;
}

test("a strategy that the system, or a full disk, keeps from booting is no failure of the strategy", () => {
  assert.match(hintForHost("EMFILE: too many open files, mkdtemp '/tmp/broadside-target-XXXXXX'"), /--nofile=/);
  assert.match(hintForHost("nginx could not be started to check its configuration: spawn nginx EAGAIN"), /--nproc=/);
  assert.match(hintForHost("ENOSPC: no space left on device, write"), /^Make room in \S+, .*TMPDIR=/);
  assert.match(hintForHost(`EACCES: permission denied, mkdtemp '${tmpdir()}/broadside-target-XXXXXX'`), /TMPDIR=/);
  assert.match(hintForHost("EACCES: permission denied, open '/etc/shop'"), /report it if it persists/);
  assert.match(hintForHost("first is undefined"), /report it if it persists/);
});
