import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { oldestNode } from "../../support/nodes.ts";
import { testAppPath } from "../../support/boot-target.ts";
import { broadside } from "../../support/broadside.ts";

type Case = {
  readonly title: string;
  readonly args: readonly string[];
  /** What the message must name of what was found. */
  readonly found: RegExp;
  /** What the hint must say of what would be right. */
  readonly hint?: RegExp;
};

function bad(title: string, args: readonly string[], found: RegExp, hint?: RegExp): Case {
  return { title, args, found, ...(hint === undefined ? {} : { hint }) };
}

const badNumbers: readonly (readonly [option: string, values: readonly string[]])[] = [
  ["workers", ["0", "1.5", "abc", "-1", "1,1", "257"]],
  ["connections", ["0", "1e3", "10001"]],
  ["generators", ["0", "two", "65"]],
  ["blocks", ["0", "2.5", "501"]],
  ["seed", ["-1", "x", "2147483648"]],
  ["duration", ["0", "5x", "-3s", "200ms", "2h"]],
  ["warmup", ["soon", "3601"]],
  ["boot-timeout", ["0", "never"]],
];

const plain = testAppPath("plain.js");

const misuse: readonly Case[] = [
  bad("an unknown scenario", ["--scenario", "cpu"], /no scenario is called "cpu"/, /cpu-report, mixed/),
  bad("an unknown target", ["--targets", "single,clutser"], /no strategy is called "clutser"/, /cluster-os/),
  bad("no target at all", ["--targets", ""], /no strategy is called ""/, /single/),
  bad("a target named twice", ["--targets", "single,single"], /names single twice/),
  bad(
    "a target named twice, once with its default balancer",
    ["--targets", "reverse-proxy,reverse-proxy:least-connections"],
    /names reverse-proxy:least-connections twice/,
  ),
  bad(
    "two balancers in one target",
    ["--targets", "reverse-proxy:round-robin:least-connections"],
    /has both round-robin and least-connections/,
    /reverse-proxy:round-robin,reverse-proxy:least-connections/,
  ),
  bad("an unknown balancer", ["--targets", "reverse-proxy:fast"], /reverse-proxy has no option "fast"/, /round-robin/),
  bad(
    "an image with a tag among a target's options",
    ["--targets", "docker:front=nginx:image=node:22"],
    /docker has no option "22"/,
    /--targets docker:front=nginx --image node:22$/,
  ),
  bad("a balancer where there is none", ["--targets", "single:fast"], /single has no option "fast"/, /has no options/),
  ...badNumbers.flatMap(([option, values]) =>
    values.map((value) =>
      bad(
        `--${option} ${value}`,
        ["--app", plain, `--${option}`, value],
        new RegExp(`--${option} is "${value.split(",")[0]}`),
        /It takes/,
      ),
    ),
  ),
  bad(
    "more generators than connections",
    ["--app", plain, "--connections", "3", "--generators", "4"],
    /--generators is 4, and there are 3 connections/,
    /fewer --generators/,
  ),
  bad(
    "more generators than connections of a search",
    ["capacity", "--slo", "p99<1s", "--connections", "3", "--generators", "4"],
    /--generators is 4, and there are 3 connections/,
  ),
  bad("an output folder without a name", ["--out", ""], /--out is empty/, /name of a file or a folder/),
  bad("a folder to resume without a name", ["--resume", ""], /--resume is empty/, /name of a file or a folder/),
  bad("an app that is not there", ["--app", "./nowhere.js"], /--app \.\/nowhere\.js: no such file/, /Name the script/),
  bad("a path that does not start with a slash", ["--app", plain, "--path", "orders"], /--path is "orders"/, /slash/),
  bad("--path without --app", ["--path", "/orders"], /--path goes with --app/),
  bad("--body without --app", ["--body", "{}"], /--body goes with --app/),
  bad("a method that is none", ["--app", plain, "--method", "post it"], /--method is "post it"/, /such as GET/),
  bad("--env without --app", ["--env", "A=1"], /--env goes with --app/),
  bad("arguments of an app without --app", ["list", "--", "a"], /"--" goes with --app/),
  bad("--pool-variable without --app", ["--pool-variable", "N"], /--pool-variable goes with --app/),
  bad(
    "a pool variable that is none",
    ["--app", plain, "--pool-variable", "a b"],
    /--pool-variable is "a b"/,
    /such as/,
  ),
  bad("--app with --scenario", ["--app", plain, "--scenario", "ping"], /--app and --scenario exclude each other/),
  bad(
    "only strategies that do not apply",
    ["--app", plain, "--targets", "worker-threads"],
    /offers no thread pool/,
    /--targets all/,
  ),
  bad("a deployment without its URL", ["--targets", "external"], /no --external-url for it/, /--external-url http/),
  bad(
    "a deployment to map",
    ["map", "--targets", "single,external"],
    /external cannot be a target here/,
    /by run \(without --sweep\) and by capacity/,
  ),
  bad(
    "a deployment on another machine",
    ["--external-url", "http://203.0.113.7", "--yes"],
    /http:\/\/203\.0\.113\.7 is not of this machine/,
    /--allow-remote/,
  ),
  bad("an unknown option", ["--fast"], /"run" has no option --fast/, /run --help/),
  bad("an option of another command", ["gate", "--quick"], /"gate" has no option --quick/, /It is an option of run\./),
  bad("an option given twice", ["--blocks", "3", "--blocks", "4"], /--blocks is given more than once/, /once/),
  bad(
    "a value of what is on or off",
    ["--until-resolved=no"],
    /--until-resolved takes no value, and is given "no"/,
    /alone/,
  ),
  bad("the same of another command", ["list", "--json="], /--json takes no value, and is given ""/),
  bad("an unknown command", ["repot", "results"], /no command is called "repot"/, /There are run, .*report, .*--app/),
  bad("a word too many", ["serve", "single", "twice"], /"twice" is too much for "serve"/, /serve --help/),
  bad("baseline alone", ["baseline"], /"baseline" needs save, show or check/, /baseline --help/),
  bad("baseline of no known kind", ["baseline", "frob", "x"], /"baseline frob"/, /baseline save, baseline show/),
  bad("baseline save without a folder", ["baseline", "save"], /"baseline save" needs the folder of a run/),
  bad("an option without its value", ["--blocks"], /Not enough arguments following: blocks/, /--help/),
  bad("a load of no known form", ["--load", "bursts"], /--load is "bursts"/, /open:200/),
  bad("a load without requests", ["--load", "open:0"], /--load is "open:0"/, /above 0/),
  bad("arrivals in a closed loop", ["--arrivals", "even"], /--arrivals goes with an open load/, /--load open:200/),
  bad("a map at several worker counts", ["map", "--workers", "1,2"], /--workers is "1,2"/, /one worker count/),
  bad("a map of a number of connections twice", ["map", "-c", "4,4"], /--connections is "4,4"/, /each number once/),
  bad(
    "a map of one path twice",
    ["map", "--app", plain, "--path", "/a", "--path", "/a"],
    /--path \/a is given twice/,
    /Give each once/,
  ),
  bad("a map of a path that is none", ["map", "--app", plain, "--path", "/a", "--path", "b"], /--path is "b"/),
  bad(
    "a path given twice to a run",
    ["--app", plain, "--path", "/a", "--path", "/b"],
    /--path is given more than once/,
  ),
  bad("a map that is not there", ["map", "--resume", "/nowhere"], /\/nowhere does not exist/, /folder of a map/),
  bad("capacity without an objective", ["capacity"], /capacity needs an objective/, /--slo 'p99<100ms'/),
  ...[
    "p99",
    "p99<",
    "p99<0ms",
    "p99<20s",
    "p99<100",
    "throughput>100",
    "p99>5ms",
    "p99=5ms",
    "errors<0",
    "errors<=150%",
    "p99<1s,errors<1%",
  ].map((slo) => bad(`the objective ${slo}`, ["capacity", "--slo", slo], /--slo is "/)),
  bad(
    "no trial to confirm with",
    ["capacity", "--slo", "p99<1s", "--confirm", "0"],
    /--confirm is "0"/,
    /from 1 to 100/,
  ),
  bad(
    "arrivals of no known kind",
    ["capacity", "--slo", "p99<1s", "--arrivals", "bursty"],
    /--arrivals is "bursty"/,
    /It takes poisson or even/,
  ),
  bad(
    "a capacity search that is not there",
    ["capacity", "--resume", "/nowhere"],
    /\/nowhere does not exist/,
    /folder of a capacity search/,
  ),
  bad(
    "an option that a saved search has decided",
    ["capacity", "--resume", "/nowhere", "--slo", "p99<1s"],
    /--slo cannot be changed/,
  ),
  bad("report without a folder", ["report"], /"report" needs the folder of a run/, /report results\//),
  bad("report of a folder that is not there", ["report", "./nowhere"], /nowhere does not exist/, /folder of a run/),
  bad("report of a folder without a run", ["report", "/proc/self"], /holds no run\.json/),
  bad("resume of a folder that is not there", ["--resume", "./nowhere"], /nowhere does not exist/),
  bad(
    "--resume with an option of the plan",
    ["--resume", ".", "--blocks", "3"],
    /--blocks cannot be changed/,
    /Leave --blocks out/,
  ),
  bad("serve of an unknown strategy", ["serve", "swarm"], /no strategy is called "swarm"/, /cluster-os/),
  bad("serve without a strategy", ["serve"], /"serve" needs a strategy/, /serve single/),
  bad("serve with --pool-variable alone", ["serve", "single", "--pool-variable", "N"], /goes with --app/),
  bad(
    "serve on several versions of Node.js",
    ["serve", "single", "--node", `${oldestNode.binary},${process.execPath}`],
    /--node is "/,
    /name one version/,
  ),
  bad("serve on a port that is none", ["serve", "single", "--port", "70000"], /--port is "70000"/, /It takes/),
  bad(
    "serve with several worker counts",
    ["serve", "cluster-os", "--workers", "1,2"],
    /--workers is "1,2"/,
    /one number/,
  ),
];

/** A folder of its own to run in, in which nothing may be left. */
function emptyFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "broadside-input-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function refused(t: TestContext, args: readonly string[], cwd = emptyFolder(t)) {
  const before = readdirSync(cwd, { recursive: true });
  const { code, stdout, stderr: said } = await broadside(args, { cwd });
  // What is waited for is told while it lasts, before what came of it.
  const stderr = said.replace(/^waiting for a right answer: .*\n/, "");
  assert.equal(code, 2, stderr);
  assert.equal(stdout, "");
  assert.doesNotMatch(stderr, /^ +at /m);
  assert.match(stderr, /^broadside: \S/);
  assert.deepEqual(readdirSync(cwd, { recursive: true }), before);
  const lines = stderr.trimEnd().split("\n");
  return { message: lines.slice(0, -1).join("\n"), hint: lines.at(-1) ?? "" };
}

async function assertRefused(t: TestContext, { args, found, hint }: Case, cwd?: string): Promise<void> {
  const said = await refused(t, args, cwd);
  assert.match(said.message, found);
  assert.match(said.hint, /^ {2}\S/);
  if (hint !== undefined) assert.match(said.hint, hint);
}

describe("misuse is answered with one sentence and a hint, exit code 2, and leaves nothing", { concurrency: 4 }, () => {
  for (const each of misuse) {
    test(each.title, async (t) => {
      await assertRefused(t, { ...each, found: new RegExp(`^broadside: [^\\n]*${each.found.source}[^\\n]*$`) });
    });
  }
});

const badApps: readonly Case[] = [
  bad(
    "throws",
    ["--app", testAppPath("throws.js")],
    /throws\.js threw "Error: the database is not configured"/,
    /cd \S+ && NODE_ENV=production node \S+throws\.js/,
  ),
  bad(
    "exits",
    ["--app", testAppPath("exits-with-three.js")],
    /exited with code 3, after printing:\n +no licence was found$/,
  ),
  bad(
    "ends by itself",
    ["--app", testAppPath("exits-at-once.js")],
    /exited with code 0, after printing:\n +nothing to do$/,
  ),
  bad(
    "clusters itself",
    ["--app", testAppPath("clusters-itself.js")],
    /starts a cluster of its own/,
    /environment variable/,
  ),
  bad(
    "clusters itself, which a cluster named first would not show",
    ["--app", testAppPath("clusters-itself.js"), "--targets", "cluster-round-robin,single"],
    /starts a cluster of its own/,
    /start it by hand and give its URL: --external-url/,
  ),
  bad("listens twice", ["--app", testAppPath("listens-twice.js")], /listens twice: on port 3000 and on port 9090/),
  bad(
    "listens on a unix socket",
    ["--app", testAppPath("unix-socket.js"), "--boot-timeout", "4s"],
    /did not listen on a port within 4 s.*, and listens on the socket @broadside-test-app/,
    /listen on a port as well, server\.listen\(3000\)/,
  ),
  bad(
    "never listens",
    ["--app", testAppPath("never-listens.js"), "--boot-timeout", "500ms"],
    /did not listen on a port within 0\.5 s/,
    /--boot-timeout/,
  ),
  bad(
    "answers 404",
    ["--app", testAppPath("not-found.js"), "--path", "/orders"],
    /GET \/orders was answered 404: "no such page\\n"/,
    /2xx/,
  ),
];

describe(
  "an app that cannot be measured is reported before a run begins, and no folder is left",
  { concurrency: 4 },
  () => {
    for (const each of badApps) {
      test(`an app that ${each.title}`, async (t) => {
        await assertRefused(t, { ...each, args: [...each.args, "--out", "new/results"] });
      });
    }

    test("an app that cannot be parsed", async (t) => {
      const cwd = emptyFolder(t);
      writeFileSync(join(cwd, "broken.js"), "import { createServer } from 'node:http';\ncreateServer(() => {\n");
      await assertRefused(t, bad("", ["--app", "broken.js"], /SyntaxError/, /node \S*broken\.js/), cwd);
    });

    test("a folder that was there stays, without anything in it", async (t) => {
      const cwd = emptyFolder(t);
      mkdirSync(join(cwd, "results"));
      await assertRefused(t, bad("", ["--app", testAppPath("throws.js"), "--out", "results"], /threw/), cwd);
    });

    test("a deployment at which nothing answers", async (t) => {
      const args = ["--external-url", "http://127.0.0.1:1", "--boot-timeout", "200ms", "--out", "new/results"];
      const found =
        /external \(http:\/\/127\.0\.0\.1:1\): GET \/ failed: nothing listens on 127\.0\.0\.1:1 \(ECONNREFUSED\)/;
      await assertRefused(t, bad("", args, found, /must answer already, or be brought up/));
    });

    test("serve of a bad app", async (t) => {
      await assertRefused(
        t,
        bad("", ["serve", "cluster-os", "--app", testAppPath("listens-twice.js")], /listens twice/),
      );
    });
  },
);

test("a port that is in use is named by serve", async (t) => {
  const server = createServer().listen(0, "127.0.0.1");
  t.after(() => server.close());
  await once(server, "listening");
  const address = server.address();
  assert.ok(address !== null && typeof address === "object");
  const port = String(address.port);
  for (const strategy of ["single", "cluster-os"]) {
    const { message, hint } = await refused(t, ["serve", strategy, "--port", port, "--app", plain]);
    assert.match(message, new RegExp(`^broadside: 127\\.0\\.0\\.1:${port} is already in use$`));
    assert.match(hint, /--port/);
  }
});

test("a configuration that cannot be is refused with its file and field, and --no-config does without", async (t) => {
  const cwd = emptyFolder(t);
  writeFileSync(join(cwd, "broadside.config.json"), '{"app":"./server.js"}');
  await assertRefused(
    t,
    bad("", [], /broadside\.config\.json: app is "\.\/server\.js": no such/, /script that starts/),
    cwd,
  );
  await assertRefused(t, bad("", ["--no-config", "--path", "/"], /--path goes with --app/), cwd);
  await assertRefused(t, bad("", ["--config", "other.ts"], /other\.ts: there is no such file/), cwd);
});

describe("results that cannot be written or read are refused", { concurrency: 4 }, () => {
  const start = ["--app", plain, "--targets", "single"];

  test("--out below a file", async (t) => {
    const cwd = emptyFolder(t);
    writeFileSync(join(cwd, "file"), "");
    await assertRefused(t, bad("", [...start, "--out", "file/run"], /file\/run.*not a folder/), cwd);
  });

  test("--out that is a file", async (t) => {
    const cwd = emptyFolder(t);
    writeFileSync(join(cwd, "file"), "");
    await assertRefused(t, bad("", [...start, "--out", "file"], /Cannot write file: a file of that name/), cwd);
  });

  test("--out that already holds a run, which stays as it is", async (t) => {
    const cwd = emptyFolder(t);
    writeFileSync(join(cwd, "run.json"), "{}");
    await assertRefused(t, bad("", [...start, "--out", "."], /already holds a run/, /resume/), cwd);
  });

  const files: readonly (readonly [title: string, content: string, found: RegExp])[] = [
    ["cut short", '{"schema":"broadside/run","vers', /run\.json is damaged or cut short: .*column 32/],
    ["empty", "", /run\.json is empty/],
    ["JSON of something else", '{"name":"package"}', /run\.json is JSON, but not a run of Broadside/],
    ["of another version", '{"schema":"broadside/run","version":99,"toolVersion":"9.0"}', /is a run of version 99/],
    ["changed by hand", '{"schema":"broadside/run","version":1}', /is not a valid run: \S+ is missing/],
  ];
  for (const [title, content, found] of files) {
    test(`a run.json that is ${title}, by report and by --resume`, async (t) => {
      const cwd = emptyFolder(t);
      writeFileSync(join(cwd, "run.json"), content);
      await assertRefused(t, bad("", ["report", "."], found), cwd);
      await assertRefused(t, bad("", ["--resume", "."], found), cwd);
    });
  }
});

for (const { limit, connections, hint } of [
  { limit: 200, connections: 400, hint: /give --connections 136 or fewer, or raise the limit, .*: ulimit -n 464$/m },
  { limit: 60, connections: 4, hint: /^ {2}A process of the load needs 64 beside them: raise .*: ulimit -n 68$/m },
]) {
  test(`${connections} connections do not fit into ${limit} open files, and what is told to type does`, async () => {
    const program = fileURLToPath(new URL("../../../harness/cli/broadside.js", import.meta.url));
    const args = [`--nofile=${limit}:${limit}`, process.execPath, program, "--app", plain, "-c", String(connections)];
    const child = spawn("prlimit", args, { stdio: ["ignore", "ignore", "pipe"] });
    const stderr = await text(child.stderr);
    assert.ok(
      stderr.startsWith(`broadside: ${connections} connections do not fit into the limit of ${limit} open files`),
    );
    assert.match(stderr, hint);
    assert.equal(child.exitCode ?? (await once(child, "exit"))[0], 2);
  });
}
