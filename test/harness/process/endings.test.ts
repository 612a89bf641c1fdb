import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { firstSentence } from "../../../harness/analysis/first-sentence.ts";
import { byHand } from "../../../harness/process/by-hand.ts";
import { endingToError } from "../../../harness/process/endings.ts";
import { placeOf } from "../../../targets/place.ts";
import { harmless } from "../../../reports/text.ts";
import { testApp } from "../../support/boot-target.ts";

const app = testApp("plain.js");

function ending(given: Partial<Parameters<typeof endingToError>[0]>) {
  const base = { kind: "exited", role: "worker", of: "app", how: "exited with code 1" } as const;
  return { ...base, output: "", listenedSeconds: null, ...given };
}

test("what is offered to be typed starts the app as it was started, wherever it is typed", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "broadside it's "));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const script = join(folder, "an app.js");
  writeFileSync(
    script,
    "console.log(JSON.stringify([process.cwd(), process.argv.slice(2), process.env.NODE_ENV, process.env.GREETING, process.execArgv]))",
  );
  const command = byHand({
    script,
    args: ["--name", "$HOME 'x'"],
    env: { GREETING: "hello world" },
    cwd: folder,
    nodeArgs: ["--no-warnings"],
  });
  const env = { ...process.env, NODE_ENV: undefined };
  const { stdout, stderr } = spawnSync("/bin/sh", ["-c", command], { encoding: "utf8", cwd: "/", env });
  assert.equal(stderr, "");
  const [cwd, args, nodeEnv, greeting, execArgv] = JSON.parse(stdout);
  assert.equal(cwd, folder);
  assert.deepEqual(args, ["--name", "$HOME 'x'"]);
  assert.equal(nodeEnv, "production");
  assert.equal(greeting, "hello world");
  assert.deepEqual(execArgv, ["--no-warnings"]);
});

test("what is offered to be typed shows no secret of a variable or an option, and says to type it again", () => {
  const env = { NODE_ENV: "test", DB_PASSWORD: "s3cr3t !x", STORE: "redis://u:s3cr3t@cache/0", GREETING: "it's me" };
  const args = ["--token", "s3cr3t", "--auth=s3cr3t it is", "--name", "a b"];
  const shown = byHand({ script: "/app/a.js", args, env, cwd: "/app" });
  assert.equal(
    shown,
    String.raw`cd /app && NODE_ENV=test DB_PASSWORD='***' STORE='redis://***@cache/0' GREETING='it'\''s me' node /app/a.js --token '***' '--auth=***' --name 'a b' # type the secrets again, for ***`,
  );
  assert.match(
    byHand({ script: "/app/a.js", args: [], env, cwd: "/app", node: "/bin/sh" }),
    / \/bin\/sh \/app\/a\.js /,
  );
  const { hint } = endingToError(ending({ output: "bye\n" }), { ...app, args, env });
  assert.doesNotMatch(harmless(hint), /s3cr3t/);
});

test("an app that had listened is told with how long it had, and not that a server must listen", () => {
  const { message, hint } = endingToError(ending({ output: "bye\n", listenedSeconds: 1.23 }), app);
  assert.equal(message, "plain.js exited with code 1, 1.2 s after it started listening, after printing:\n    bye");
  assert.match(hint, /send it one by hand\. Start it by hand to see more: cd /);
  assert.doesNotMatch(hint, /must listen/);
});

test("a worker that ends while it starts, when others listen, is told apart from one that served", () => {
  const { message, hint } = endingToError(ending({ output: "the data are in use\n", siblings: 1 }), app);
  assert.equal(
    message,
    "plain.js exited with code 1, in one worker, after another had started listening, after printing:\n    the data are in use",
  );
  assert.match(hint, /only the strategy single applies/);
  assert.doesNotMatch(hint, /many at once/);
});

test("what an app last printed is no reason where a signal ended it, or where it ended by itself after it had served", () => {
  const printed = { output: "listening on 3000\n", listenedSeconds: 0.5 };
  for (const how of ["was ended by SIGABRT", "exited with code 0"]) {
    const { message } = endingToError(ending({ ...printed, how }), app);
    assert.match(message, /; it last printed:\n {4}listening on 3000$/);
    assert.equal(firstSentence(message), `plain.js ${how}, 0.5 s after it started listening.`);
  }
});

test("a package that is not installed is told to install, and what is awaited for ever is told", () => {
  const missing =
    "Error [ERR_MODULE_NOT_FOUND]: Cannot find package '@acme/log' imported from /app/server.js\n    at a (node:internal/a:1:1)\n\nNode.js v26.10.0\n";
  const { message, hint } = endingToError(ending({ output: missing }), app);
  assert.match(message, /and exited with code 1$/);
  assert.match(hint, /npm install.*: @acme\/log is missing/);
  const file = missing.replace("package '@acme/log'", "module '/app/routes'");
  assert.doesNotMatch(endingToError(ending({ output: file }), app).hint, /npm install/);
  const how = "exited with code 13";
  const output = "Warning: Detected unsettled top-level await at file:///app/server.js:1\nawait never;\n^\n";
  assert.match(endingToError(ending({ output, how }), app).hint, /top-level await never settles/);
});

test("an app that fails to start is told with the NODE_ENV that it was given unasked", () => {
  const output =
    "Error: ENOENT: no such file or directory, scandir 'public'\n    at a (/app/server.js:1:1)\n\nNode.js v26\n";
  const own = process.env["NODE_ENV"];
  delete process.env["NODE_ENV"];
  assert.match(
    endingToError(ending({ output }), app).hint,
    /^Broadside set NODE_ENV=production; --env NODE_ENV=dev.* cd /,
  );
  const asked = { ...app, env: { NODE_ENV: "production" } };
  assert.match(endingToError(ending({ output }), asked).hint, /^Start it by hand to see more: cd \S+ && NODE_ENV=prod/);
  if (own !== undefined) process.env["NODE_ENV"] = own;
});

test("the Node.js that ran an app is the first cause where the project asks for another, or where it says so itself", (t) => {
  const cwd = mkdtempSync(join(tmpdir(), "broadside-other-"));
  t.after(() => rmSync(cwd, { recursive: true }));
  const own = { ...app, script: join(cwd, "server.js"), cwd };
  const frames = "    at a (/app/server.js:1:1)\n\nNode.js v26\n";
  const hintWhere = (said: string, change = {}) =>
    endingToError(ending({ output: `${said}\n${frames}`, ...change }), own).hint;
  const asked = (wanted: string) =>
    writeFileSync(join(cwd, "package.json"), JSON.stringify({ engines: { node: wanted } }));
  const path = process.execPath;
  const cases: readonly (readonly [said: string, first: RegExp])[] = [
    ["Error: No such module: http_parser", /which has no built-in module http_parser: /],
    ["/bin/node: bad option: --gone", /which does not accept the option --gone: leave it out, or /],
    [
      "Error: The module 'a.node'\nusing\nNODE_MODULE_VERSION 83. It",
      /but an add-on is compiled for another: recompile/,
    ],
    [
      "Error: The module 'a.node'\nusing\nNODE_MODULE_VERSION 115. It",
      /but an add-on is compiled for Node\.js 20: recompile .* npm rebuild/,
    ],
  ];
  for (const [said, first] of cases) {
    const hint = hintWhere(said);
    assert.match(hint, new RegExp(`^It ran on Node\\.js ${process.versions.node}, ${first.source}`), said);
    assert.ok(hint.includes(` ${path} ${own.script}`), "by hand it is that Node.js");
  }
  assert.doesNotMatch(hintWhere("Error: no rows"), /It ran on/);
  asked("0.10 || 20");
  assert.match(
    hintWhere("Error: no rows"),
    /^It ran on .* package\.json requires 0\.10 \|\| 20; none .* 22\.18 or newer\. /,
  );
  asked(">=99 <=101");
  assert.match(
    hintWhere("Error: no rows"),
    /requires >=99 <=101: install one of these, 22\.18 or newer, and give --node\./,
  );
  assert.doesNotMatch(hintWhere("Error: no rows", { listenedSeconds: 2 }), /It ran on/);
  asked(`>=${process.versions.node}`);
  assert.doesNotMatch(hintWhere("Error: no rows"), /It ran on/);
  const primary = { of: "helper", role: "primary", how: "exited with code 9" } as const;
  assert.match(hintWhere("node: bad option: --gone", primary), /^It ran on .* --gone: leave it out/);
});

test("what npm start runs first is said not to have been run, with what to type, where the app fails to start", () => {
  const output = "Error: Cannot find module './routes.json'\n    at a (/app/server.js:1:1)\n\nNode.js v26\n";
  const skipped = ["npm run prestart", "TOKEN=s3cr3t tsc -b"];
  const { hint } = endingToError(ending({ output }), { ...app, cwd: "/srv", skipped });
  assert.match(hint, /^npm start runs "npm run prestart" and "TOKEN=\*\*\* tsc -b" first, but Broadside does not/);
  assert.match(hint, /run in \/srv: npm run prestart && npm exec -c 'TOKEN=\*\*\* tsc -b' /);
  const late = endingToError(ending({ output, listenedSeconds: 1 }), { ...app, skipped });
  assert.doesNotMatch(late.hint, /npm start/);
});

test("an app whose heap is used up is told to have that, with the limit that it was given", () => {
  const output =
    "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n 1: 0x840e50 [node]\n";
  const how = "was ended by SIGABRT";
  const limited = { ...app, nodeArgs: ["--max-old-space-size=96"] };
  const { code, message, hint } = endingToError(ending({ output, how, listenedSeconds: 1 }), limited);
  assert.equal(code, "app-out-of-memory");
  assert.match(message, /^plain\.js used up its heap, "FATAL ERROR: Reached heap limit .* heap out of memory"/);
  assert.match(hint, /--max-old-space-size=96: .*fewer requests at once/);
  assert.match(endingToError(ending({ output, how }), app).hint, /NODE_OPTIONS=--max-old-space-size/);
});

test("what goes wrong in what is preloaded, or in a helper, is not the app's", () => {
  const inside = fileURLToPath(new URL("../../../targets/inside/probe.ts", import.meta.url));
  const output = `Error: no sample\n    at read (file://${inside}:12:3)\n    at f (/app/server.js:1:1)\n\nNode.js v26.10.0\n`;
  const { code, message } = endingToError(ending({ output }), app);
  assert.equal(code, "target-died");
  assert.match(message, /^what Broadside preloads into plain\.js threw "Error: no sample"/);
  const helper = endingToError(ending({ of: "helper", role: "primary", how: "was ended by SIGKILL" }), app);
  assert.equal(helper.code, "target-died");
  assert.match(helper.message, /^the primary of plain\.js's workers was ended by SIGKILL/);
});

test("what Node.js throws at a call that goes through what is preloaded is the app's", () => {
  const through = fileURLToPath(new URL("../../../targets/inside/wrap-method.ts", import.meta.url));
  const frames = `    at Server.listen (node:net:2000:5)\n    at Server.listen (file://${through}:14:20)\n    at /app/server.js:9:2\n`;
  const output = `RangeError [ERR_SOCKET_BAD_PORT]: options.port should be >= 0 and < 65536\n${frames}\nNode.js v26.10.0\n`;
  assert.equal(endingToError(ending({ output }), app).code, "app-threw");
});

test("EAGAIN of what starts no process is the app's own error", () => {
  for (const said of ["connect EAGAIN /var/run/postgresql/.s.PGSQL.5432", "EAGAIN: resource unavailable, read"]) {
    const output = `Error: ${said}\n    at f (/app/server.js:1:1)\n\nNode.js v26.10.0\n`;
    const { code, message } = endingToError(ending({ output }), app);
    assert.equal(code, "app-threw", said);
    assert.ok(message.includes(said));
  }
});

test("a limit of processes is the system's, whoever met it", () => {
  for (const output of [
    "Error: spawnSync convert EAGAIN\n    at f (/app/server.js:1:1)\n\nNode.js v26.10.0\n",
    "Error: spawn convert EAGAIN\n    at f (/app/server.js:1:1)\n\nNode.js v26.10.0\n",
    "\n  #  node[7]: void node::WorkerThreads::Start() at ../src/node_platform.cc:82\n  #  Assertion failed: (0) == (uv_thread_create(t.get(), start_thread, this))\n\n----- Native stack trace -----\n\n 1: 0x840e50 [node]\n",
  ]) {
    const { code, hint } = endingToError(ending({ output }), app);
    assert.equal(code, "target-died", output);
    assert.match(hint, /ulimit -u/);
  }
});

function inContainer(options: Readonly<Record<string, string>> = {}) {
  return placeOf({ strategy: "docker", options });
}

test("an app that fails in a container is told what differs there, and how to see whether it does outside", () => {
  const output =
    "Error: EROFS: read-only file system, open '/srv/shop/log'\n    at f (/srv/shop/log.js:1:1)\n\nNode.js v26.10.0\n";
  const { code, hint } = endingToError(ending({ output }), app, inContainer());
  assert.equal(code, "app-threw");
  assert.match(
    hint,
    /It ran in a container, where files are read-only but for those in \S+, \/run is empty .* no \/var;/,
  );
  assert.match(hint, /whether it does the same outside: cd \S+ && .*node \S+plain\.js/);
  const image = endingToError(ending({ output }), app, inContainer({ image: "image=shop:2" })).hint;
  assert.match(image, /a container of the image shop:2, where of this machine there are the project's files alone/);
  for (const place of [inContainer({ image: "image=none" }), inContainer({ cpus: "cpus=2" })]) {
    assert.match(endingToError(ending({ output }), app, place).hint, /\/run is empty/);
  }
});

/** What Node.js 20, and one that tells no version, print where they are to load what is preloaded. */
const preload = fileURLToPath(new URL("../../../targets/inside/first.ts", import.meta.url));
const refusedByOld = [
  "node:internal/modules/cjs/loader:1318",
  "      throw err;",
  "      ^",
  "",
  `Error [ERR_REQUIRE_ESM]: require() of ES Module ${preload} not supported.`,
  `Instead change the require of ${preload} to a dynamic import() which is available in all CommonJS modules.`,
  "    at Module._load (node:internal/modules/cjs/loader:1104:12)",
  "    at loadPreloadModules (node:internal/process/pre_execution:663:5) {",
  "  code: 'ERR_REQUIRE_ESM'",
  "}",
];

test("an image whose Node.js is too old is told so, with the version that it needs, and no app is blamed", () => {
  const place = inContainer({ image: "image=node:20" });
  const named = endingToError(ending({ output: [...refusedByOld, "", "Node.js v20.20.2"].join("\n") }), app, place);
  assert.equal(named.code, "bad-option");
  assert.match(named.message, /^the image node:20 has Node\.js 20\.20\.2, but .* needs 22\.18 or newer$/);
  const unnamed = endingToError(ending({ output: refusedByOld.join("\n") }), app, place);
  assert.match(unnamed.message, /^the image node:20 has an old Node\.js, but/);
});

test("what an app throws in an image is its own, whatever its Node.js, and so is what a new one cannot load", () => {
  const place = inContainer({ image: "image=node:20" });
  const own = "Error: no rows\n    at f (/srv/shop/db.js:1:1)\n\nNode.js v20.20.2\n";
  const lacking = "Error: Cannot find module '/srv/shop/a.js'\n    at g (node:internal/a:1:1)\n\nNode.js v24.1.0\n";
  for (const output of [own, lacking]) assert.equal(endingToError(ending({ output }), app, place).code, "app-threw");
});

test("in a container with a limit of memory a heap that is used up asks for more of that", () => {
  const output = "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n";
  const how = "was ended by SIGABRT";
  const limited = inContainer({ memory: "memory=256m" });
  const alone = endingToError(ending({ output, how }), app, limited).hint;
  assert.match(alone, /^Give the container more memory: --memory, or memory= .*heap grows/);
  assert.doesNotMatch(alone, /max-old-space-size/);
  const own = { ...app, env: { NODE_OPTIONS: "--max-old-space-size=200" } };
  assert.match(endingToError(ending({ output, how }), own, limited).hint, /=200: raise it.*Give the container more/);
  assert.match(
    endingToError(ending({ output, how }), app, inContainer()).hint,
    /--env NODE_OPTIONS=--max-old-space-size/,
  );
});

test("a larger heap is offered beside the options that the app has already", () => {
  const output = "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n";
  const own = { ...app, env: { NODE_OPTIONS: "--import ./otel.mjs" } };
  const { hint } = endingToError(ending({ output }), own);
  assert.match(hint, /--env 'NODE_OPTIONS=--import \.\/otel\.mjs --max-old-space-size=\d+'/);
});

function hintWhereThrown(what: string, place = placeOf({ strategy: "single", options: {} })): string {
  const output = `Error: ${what}\n    at f (/srv/a.js:1:1)\n\nNode.js v26.10.0\n`;
  return endingToError(ending({ output }), app, place).hint;
}

test("what watches files is out of inotify's own, and files in a container are the Engine's", () => {
  for (const what of [
    "EMFILE: too many open files, watch '/srv/views'",
    "ENOSPC: System limit for number of file watchers reached, watch '/srv/views'",
  ]) {
    assert.match(hintWhereThrown(what), /^A file watcher .*fs\.inotify\.max_user_instances/, what);
    assert.doesNotMatch(hintWhereThrown(what), /nofile|connections/);
  }
  assert.match(hintWhereThrown("EMFILE: too many open files, open '/srv/a'"), /prlimit --pid \$\$ --nofile=/);
  assert.match(hintWhereThrown("accept EMFILE", inContainer()), /^Containers have the Engine's limit/);
  assert.doesNotMatch(hintWhereThrown("ENOSPC: no space left on device, write"), /inotify/);
});
