import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, test, type TestContext } from "node:test";
import { startTarget } from "../../../harness/process/target.ts";
import { bootTarget, targetSpec, testApp } from "../../support/boot-target.ts";
import { eventually } from "../../support/eventually.ts";
import { ask } from "../../support/http.ts";
import { freePort, listenersOf, loopback, portOf } from "../../support/ports.ts";
import { isInGrid, rowsInGrid } from "../../support/grid.ts";

async function bootForm(t: TestContext, strategy: string, form: string) {
  return bootTarget(t, { strategy, app: { ...testApp("listen-forms.js"), args: [form] } });
}

const forms = [
  "port",
  "port-as-text",
  "zero",
  "nothing",
  "all-interfaces",
  "ipv6",
  "host-name",
  "elsewhere",
  "backlog",
  "options",
  "path-false",
  "path-null",
  "path-empty",
  "path-beside-port",
  "exclusive",
  "reuse-port",
  "ipv6-only",
  "signal",
  "frozen",
  "inherited",
  "port-null",
  "port-undefined",
  "readable-all",
  "event",
  "after-a-while",
];

/** Those that decide whether workers share. */
const shared = ["port", "zero", "elsewhere", "exclusive", "reuse-port", "nothing"];

describe("however an app listens, it is made to on a port of 127.0.0.1, and is told which", { concurrency: 3 }, () => {
  for (const strategy of ["single", "cluster-round-robin", "cluster-os"]) {
    for (const form of strategy === "single" ? rowsInGrid(forms, 4) : rowsInGrid(shared, 1)) {
      test(`${strategy}: ${form}`, async (t) => {
        const target = await bootForm(t, strategy, form);
        const { inCallback, address, listening } = JSON.parse((await ask(target.url)).body.toString());
        const port = portOf(target.url);
        assert.deepEqual(address, { address: "127.0.0.1", family: "IPv4", port });
        assert.deepEqual(inCallback, address);
        assert.equal(listening, true);
        const listeners = listenersOf(target.processes.map(({ pid }) => pid));
        assert.ok(listeners.length > 0);
        for (const listener of listeners) assert.equal(listener.address, loopback);
      });
    }
  }
});

describe("each worker gets requests, whatever the app says of sharing its port", { concurrency: 2 }, () => {
  for (const strategy of ["cluster-round-robin", "cluster-os", "reuseport", "threads-listen", "pm2"].filter(isInGrid)) {
    for (const form of rowsInGrid(["exclusive", "nothing"], 1)) {
      test(`${strategy}: ${form}`, async (t) => {
        const target = await bootForm(t, strategy, form);
        await eventually("an answer of each worker", async () => {
          await Promise.all(Array.from({ length: 16 }, () => ask(target.url)));
          const { samples } = await target.sample({ resetDelay: false });
          return samples.filter(({ requestsFinished }) => requestsFinished > 0).length === 2 ? true : null;
        });
      });
    }
  }
});

test("an app in CommonJS is redirected like one in ECMAScript modules", async (t) => {
  const target = await bootTarget(t, { app: testApp("commonjs.cjs") });
  const address = JSON.parse((await ask(target.url)).body.toString());
  assert.deepEqual(address, { address: "127.0.0.1", family: "IPv4", port: portOf(target.url) });
});

test("a server that does not speak HTTP is redirected all the same", async (t) => {
  const target = await bootTarget(t, { app: testApp("not-http.js") });
  assert.equal(await text(connect(portOf(target.url), "127.0.0.1")), "220 not HTTP\r\n");
});

for (const strategy of rowsInGrid(["single", "reverse-proxy"], 1)) {
  test(`${strategy}: an app that first looks whether its port is free is redirected to the port it found`, async (t) => {
    const target = await bootTarget(t, { strategy, app: testApp("looks-for-a-port.js") });
    const answer = await eventually("an answer", () => ask(target.url).catch(() => null));
    assert.equal(answer.body.toString(), "served\n");
    assert.equal(target.broken.aborted, false);
  });
}

test("an app with its own SIGTERM handler is left to end in its own way", async (t) => {
  const target = await bootTarget(t, { app: testApp("own-sigterm.js") });
  const worker = target.processes.find(({ role }) => role === "worker");
  assert.ok(worker !== undefined);
  process.kill(worker.pid, "SIGTERM");
  if (!target.broken.aborted) await once(target.broken, "abort");
  assert.match(target.broken.reason.message, /exited with code 7, .*after printing:\n\s+closing the database/);
});

test("an app that speaks HTTP/2 and HTTP/1.1 is asked by HTTP/1.1", async (t) => {
  const target = await bootTarget(t, { app: { ...testApp("secure.js"), args: ["both"] } });
  assert.equal((await ask(target.url)).body.toString(), "HTTP/1.1, TLS for localhost");
});

for (const [form, words] of [
  ["h2", "over TLS"],
  ["h2c", "without TLS (h2c)"],
] as const) {
  test(`an app that speaks HTTP/2 alone, ${words}, is refused`, async () => {
    const app = { ...testApp("secure.js"), args: [form] };
    await assert.rejects(startTarget(targetSpec({ app, strategy: "reverse-proxy" })), {
      code: "app-speaks-http2",
      message: `secure.js speaks HTTP/2 ${words}, not HTTP/1.1, which the load uses`,
      hint: /allowHTTP1: true/,
    });
  });
}

test("an app that listens on the same port at two addresses, as localhost may have, is one server", async (t) => {
  const target = await bootTarget(t, { strategy: "cluster-os", app: testApp("two-addresses.js") });
  assert.equal((await ask(target.url)).body.toString(), "first");
  assert.equal(target.broken.aborted, false);
});

test("an app that never listens on the port that is named is told where it listens", async () => {
  const app = { ...testApp("plain.js"), port: 3000 };
  await assert.rejects(startTarget(targetSpec({ app, bootTimeoutSeconds: 4 })), {
    code: "app-never-listened",
    message: /^plain\.js did not listen on port 3000 within 4 s(?:, while other .* time)?, but listens on port 8080$/,
  });
});

function freshSocket(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "broadside-socket-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "admin.sock");
}

/** Where the socket beside the port is, as so many workers say. */
async function socketsOf(url: string, workers: number): Promise<readonly string[]> {
  const said = new Set<string>();
  await eventually("a socket of each worker", async () => {
    const answers = await Promise.all(Array.from({ length: 16 }, () => ask(url)));
    for (const { body } of answers) said.add(body.toString());
    return said.size >= workers ? true : null;
  });
  return [...said].map((each) => JSON.parse(each));
}

describe("an app that listens on a socket of the file system beside its port is measured at the port", () => {
  for (const first of ["port-first", "socket-first"]) {
    test(`single: ${first}, and again beside what the trial before has left`, async (t) => {
      const path = freshSocket(t);
      const app = { ...testApp("has-a-socket.js"), args: [path, first] };
      const target = await bootTarget(t, { app });
      assert.deepEqual(await socketsOf(target.url, 1), [path]);
      assert.equal(target.broken.aborted, false);
      await target.stop();
      assert.ok(statSync(path).isSocket());
      const next = await bootTarget(t, { app });
      const [elsewhere = ""] = await socketsOf(next.url, 1);
      assert.match(elsewhere, /^\0broadside-aside-/);
    });
  }

  for (const strategy of ["reverse-proxy", "threads-listen"]) {
    test(`${strategy}: of workers that ask for one socket the first has it, and the others are in nobody's way`, async (t) => {
      const path = freshSocket(t);
      const app = { ...testApp("has-a-socket.js"), args: [path, "socket-first"] };
      const target = await bootTarget(t, { strategy, app });
      const sockets = await socketsOf(target.url, 2);
      assert.deepEqual(
        sockets.map((each) => (each === path ? path : each.slice(0, 17))).toSorted(),
        ["\0broadside-aside-", path].toSorted(),
      );
      assert.equal(target.broken.aborted, false);
    });
  }

  test("cluster-round-robin: its workers share it", async (t) => {
    const path = freshSocket(t);
    const app = { ...testApp("has-a-socket.js"), args: [path, "socket-first"] };
    const target = await bootTarget(t, { strategy: "cluster-round-robin", app });
    assert.deepEqual(await socketsOf(target.url, 1), [path]);
    assert.equal(target.broken.aborted, false);
  });
});

test("what an app that never listens waits for is told, and what it has started", async () => {
  const nowhere = await freePort();
  const app = { ...testApp("waits.js"), args: [String(nowhere)] };
  await assert.rejects(startTarget(targetSpec({ app, strategy: "cluster-os", bootTimeoutSeconds: 8 })), {
    code: "app-never-listened",
    message: new RegExp(
      `^waits\\.js did not listen on a port within 8 s(?:, while other .* time)?; it had started "sleep 60", could not connect to 127\\.0\\.0\\.1:${nowhere} \\(ECONNREFUSED\\)$`,
    ),
    hint: /name that process's script/,
  });
});

test("an app that listens on a second port only later breaks the target", async (t) => {
  const target = await bootTarget(t, { app: testApp("listens-again-later.js") });
  await ask(target.url);
  if (!target.broken.aborted) await once(target.broken, "abort");
  assert.equal(target.broken.reason.code, "app-listened-twice");
  assert.match(target.broken.reason.message, /on port 3000 and on port 9090/);
});
