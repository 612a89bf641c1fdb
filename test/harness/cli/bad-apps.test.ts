import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { otherFiles } from "../../../harness/cli/measure.ts";
import { testAppPath } from "../../support/boot-target.ts";
import { rowsInGrid } from "../../support/grid.ts";
import { assertRefused, bad, type Case, emptyFolder, refused } from "../../support/refused.ts";

const plain = testAppPath("plain.js");

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
    /starts its own cluster/,
    /environment variable/,
  ),
  bad(
    "clusters itself, which a cluster named first would not show",
    ["--app", testAppPath("clusters-itself.js"), "--targets", "cluster-round-robin,single"],
    /starts its own cluster/,
    /start it by hand and give its URL: run --external-url/,
  ),
  bad("listens twice", ["--app", testAppPath("listens-twice.js")], /listens twice: on port 3000 and on port 9090/),
  bad(
    "listens on a unix socket",
    ["--app", testAppPath("unix-socket.js"), "--boot-timeout", "4s"],
    /did not listen on a port within 4 s.*, but listens on the socket @broadside-test-app/,
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
    /GET \/orders returned 404: "no such page\\n"/,
    /2xx/,
  ),
];

describe(
  "an app that cannot be measured is reported before a run begins, and no folder is left",
  { concurrency: 4 },
  () => {
    for (const each of rowsInGrid(badApps, 4)) {
      test(`an app that ${each.title}`, async (t) => {
        await assertRefused(t, { ...each, args: [...each.args, "--out", "new/results"] });
      });
    }

    test("an app that cannot be parsed", async (t) => {
      const cwd = emptyFolder(t);
      writeFileSync(join(cwd, "broken.js"), "import { createServer } from 'node:http';\ncreateServer(() => {\n");
      await assertRefused(t, bad("", ["--app", "broken.js"], /SyntaxError/, /node \S*broken\.js/), { cwd });
    });

    test("a folder that was there stays, without anything in it", async (t) => {
      const cwd = emptyFolder(t);
      mkdirSync(join(cwd, "results"));
      await assertRefused(t, bad("", ["--app", testAppPath("throws.js"), "--out", "results"], /threw/), { cwd });
    });

    test("a deployment at which nothing answers", async (t) => {
      const args = ["--external-url", "http://127.0.0.1:1", "--boot-timeout", "200ms", "--out", "new/results"];
      const found =
        /external \(http:\/\/127\.0\.0\.1:1\): GET \/ failed: nothing listens on 127\.0\.0\.1:1 \(ECONNREFUSED\)/;
      await assertRefused(t, bad("", args, found, /must already be up, or be brought up/));
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

for (const { limit, connections, hint } of [
  {
    limit: 200,
    connections: 400,
    hint: /give --connections 136 or fewer, or raise the limit: sudo (.* --nofile=464:464), and run again/,
  },
  {
    limit: 60,
    connections: 4,
    hint: /^ {2}A load generator process needs 64 in addition: raise the limit: sudo (.* --nofile=68:68), and run again/m,
  },
]) {
  test(`${connections} connections do not fit into ${limit} open files, and what is told to type does`, async () => {
    const program = fileURLToPath(new URL("../../../harness/cli/broadside.js", import.meta.url));
    const args = [`--nofile=${limit}:${limit}`, process.execPath, program, "--app", plain, "-c", String(connections)];
    const child = spawn("prlimit", args, { stdio: ["ignore", "ignore", "pipe"] });
    const stderr = await text(child.stderr);
    assert.ok(stderr.startsWith(`broadside: ${connections} connections exceed the limit of ${limit} open files`));
    assert.equal(child.exitCode ?? (await once(child, "exit"))[0], 2);
    const [, raise] = hint.exec(stderr) ?? [];
    assert.ok(raise !== undefined, stderr);
    // Not everywhere may root raise it; to lower it from above, anybody may.
    const shell = ["sh", "-c", `${raise} && ulimit -Hn`];
    const set = execFileSync("prlimit", ["--nofile=1000:1000", ...shell], { encoding: "utf8" });
    assert.equal(Number(set), connections + otherFiles);
  });
}
