import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { appWords } from "../../../harness/process/app-words.ts";

const folder = mkdtempSync(join(tmpdir(), "broadside-words-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** What Node.js itself prints when it runs the source as a CommonJS module. */
function outputOf(source: string, ...nodeArgs: readonly string[]): string {
  const script = join(folder, "app.cjs");
  writeFileSync(script, source);
  const { stdout, stderr } = spawnSync(process.execPath, [...nodeArgs, script], { encoding: "utf8" });
  return stdout + stderr;
}

test("V8's own sentence is the reason when the heap is used up, and no native frame is quoted", () => {
  const { kind, reason, quote } = appWords(
    outputOf(
      "const kept = []; for (;;) kept.push(Array.from({ length: 1000 }, (_, id) => ({ id })))",
      "--max-old-space-size=20",
    ),
  );
  assert.equal(kind, "fatal");
  assert.match(reason, /^FATAL ERROR: .*JavaScript heap out of memory$/);
  assert.deepEqual(quote, [reason]);
});

test("an abort is told with its place in the app, and with what was printed before it", () => {
  const abort = "function giveUp() { process.abort(); }";
  const silent = appWords(outputOf(`${abort} setTimeout(giveUp, 1);`));
  assert.match(silent.reason, /^at giveUp \(.*app\.cjs:1:\d+\)$/);
  assert.equal(silent.topFrame, `${join(folder, "app.cjs")}:1`);
  const spoken = appWords(outputOf(`${abort} console.error("error: the pool is corrupt"); giveUp();`));
  assert.equal(spoken.reason, "error: the pool is corrupt");
  assert.match(spoken.quote.join("\n"), /^error: the pool is corrupt\nat giveUp /);
});

test("what is thrown is the reason, whatever it is", () => {
  const thrown: readonly (readonly [string, string])[] = [
    ["throw new TypeError('no cache')", "TypeError: no cache"],
    ["class Refused extends Error {}; throw new Refused('no seat')", "Refused [Error]: no seat"],
    ["throw 'no seat'", "no seat"],
    ["throw null", "null"],
    ["throw { seats: 0 }", "{ seats: 0 }"],
    ["new Buffer(1); throw new Error('after a deprecation')", "Error: after a deprecation"],
    ["console.error(new Error('a handled one')); throw new Error('the last')", "Error: the last"],
    ["require('./nowhere')", "Error: Cannot find module './nowhere'"],
    ["require('net').connect(1, '127.0.0.1')", "Error: connect ECONNREFUSED 127.0.0.1:1"],
    [
      "throw new Error('cannot start', { cause: new Error('no database') })",
      "Error: cannot start, caused by Error: no database",
    ],
    [
      "throw new Error('\\nInvalid `user.findMany()` invocation:\\n\\n\\nno server at `localhost:5432`')",
      "Error: Invalid `user.findMany()` invocation: no server at `localhost:5432`",
    ],
    [
      "Promise.any([Promise.reject(new Error('replica 1 is away'))])",
      "AggregateError: All promises were rejected, caused by Error: replica 1 is away",
    ],
  ];
  for (const [source, reason] of thrown) {
    const words = appWords(outputOf(source));
    assert.deepEqual([words.kind, words.reason], ["thrown", reason], source);
    assert.doesNotMatch(words.quote.join("\n"), /^\s+at |node:internal/m, source);
  }
});

test("a promise that is rejected with what is no error is told by what it was rejected with", () => {
  const { kind, reason } = appWords(outputOf("Promise.reject('no licence')"));
  assert.deepEqual([kind, reason], ["rejected", "no licence"]);
});

test("of what is printed, the last line of trouble is the reason, in text, colour or JSON, with any line ends", () => {
  const printed: readonly (readonly [string, string])[] = [
    ["starting\nno licence was found\n", "no licence was found"],
    ["\u001B[31mERROR\u001B[39m the port is taken\r\nshutting down\r\n", "ERROR the port is taken"],
    ["compiled with 0 errors\nJWT_SECRET is required\n", "JWT_SECRET is required"],
    [
      '{"level":30,"msg":"starting"}\n{"level":60,"err":{"message":"connect ECONNREFUSED 127.0.0.1:5432"},"msg":"database"}\n{"level":30,"msg":"bye"}\n',
      "database: connect ECONNREFUSED 127.0.0.1:5432",
    ],
    ["could not reach the mail server\nenough of it: everything ended\n", "could not reach the mail server"],
    [
      "Warning: Detected unsettled top-level await at file:///app.mjs:1\nawait never;\n^\n",
      "Warning: Detected unsettled top-level await at file:///app.mjs:1",
    ],
    ['{"error":"connect ECONNREFUSED 127.0.0.1:5432"}\n{"message":"bye"}\n', "connect ECONNREFUSED 127.0.0.1:5432"],
    ['{"message":"no right to read","error":null}\n{"message":"cannot go on"}\n{"message":"bye"}\n', "cannot go on"],
    ["getaddrinfo EAI_AGAIN db\nbye\n", "getaddrinfo EAI_AGAIN db"],
    [
      "the licence was refused\nENVIRONMENT is test, EXPRESS is up, EVENTS are on\nerrors: 0\n",
      "the licence was refused",
    ],
    ['{"severity":"ERROR","message":"no bucket"}\n{"severity":"INFO","message":"bye"}\n', "no bucket"],
  ];
  for (const [output, reason] of printed) assert.deepEqual(appWords(output).reason, reason, output);
});

test("an assertion is fatal as the C library tells of it, and not as a log does", () => {
  const printed = appWords("api: Assertion of schema failed\nbye\n");
  assert.equal(printed.kind, "printed");
  const fatal = "node: ../src/tcp.c:12: uv_tcp_open: Assertion `handle != NULL' failed.";
  assert.deepEqual([appWords(fatal).kind, appWords(fatal).reason], ["fatal", fatal]);
});

test("the reason is found far above the end of a long output, and quoted", () => {
  const frames = Array.from({ length: 500 }, (_, line) => `    at f (/app/x.js:${line}:1)`).join("\n");
  const { reason, quote, topFrame } = appWords(`${"noise\n".repeat(50)}Error: no seat\n${frames}\n`);
  assert.equal(reason, "Error: no seat");
  assert.deepEqual(quote, ["/app/x.js:0", "Error: no seat"]);
  assert.equal(topFrame, "/app/x.js:0");
});

test("native stacks alone are no words", () => {
  const [native = ""] = outputOf("process.abort()").split("----- JavaScript");
  assert.match(native, /Native stack trace/);
  assert.equal(appWords(native).kind, "silent");
  assert.equal(appWords("").kind, "silent");
});

/** What a process prints that ends by a write to a parent which has let go of it. */
function outputOfLost(before: string): string {
  const child =
    "const until = Date.now() + 200; while (Date.now() < until); process.send(1); setTimeout(() => {}, 500);";
  const code = JSON.stringify(`process.stderr.write(${JSON.stringify(before)}); ${child}`);
  return outputOf(`
    const { spawn } = require("node:child_process");
    spawn(process.execPath, ["-e", ${code}], { stdio: ["ignore", "inherit", "inherit", "ipc"] }).disconnect();
  `);
}

test("a process that ends by a write to a primary that has gone explains nothing beside what was printed", () => {
  const output = outputOfLost("no licence was found\n");
  assert.match(output, /Unhandled 'error' event[^]*Error: write EPIPE[^]*Node\.js v/);
  const alone = appWords("no licence was found");
  const orders = {
    before: output,
    after: `${outputOfLost("")}no licence was found\n`,
    twice: output + outputOfLost(""),
  };
  for (const [order, text] of Object.entries(orders)) assert.deepEqual(appWords(text), alone, order);
  const thrown = appWords(output + outputOf("throw new Error('no data')"));
  assert.deepEqual([thrown.kind, thrown.reason], ["thrown", "Error: no data"]);
});

test("a pid that PM2's container cannot note, since its daemon has gone, explains nothing beside what was printed", () => {
  const lost = [
    "Error: ENOENT: no such file or directory, open '/tmp/broadside-target-6ayTw5/pids/app-2.pid'",
    "    at Object.writeFileSync (node:fs:2412:20)",
    "    at ProcessContainer (/app/node_modules/pm2/lib/ProcessContainer.js:70:10)",
    "",
  ].join("\n");
  assert.deepEqual(appWords(`no licence was found\n${lost}`), appWords("no licence was found\n"));
  const own = "Error: ENOENT: no such file or directory, open '/run/app.pid'\n    at start (/app/server.js:3:1)\n";
  assert.match(appWords(own).reason, /ENOENT/);
});

test("a write to a primary that has gone explains nothing beside what the app printed", () => {
  const lost = "Error: write EPIPE\n    at target._send (node:internal/child_process:879:20)\n    at process.send\n";
  const { kind, reason } = appWords(`no licence was found\n${lost}`);
  assert.deepEqual([kind, reason], ["printed", appWords("no licence was found").reason]);
  assert.match(appWords(`${outputOf("throw new Error('no data')")}${lost}`).reason, /no data/);
  assert.match(appWords(lost).reason, /EPIPE/);
});

test("of TypeScript that Node.js does not take, its reason is told and not the next line of the source", () => {
  const script = join(folder, "app.ts");
  writeFileSync(script, "const a = 1;\nenum Colour { Red }\nconsole.log(a, Colour.Red);\n");
  const { stderr } = spawnSync(process.execPath, [script], { encoding: "utf8" });
  const { kind, reason } = appWords(stderr);
  assert.equal(kind, "thrown");
  assert.match(reason, /^SyntaxError \[ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX\]: .*enum/);
});
