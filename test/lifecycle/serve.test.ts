import assert from "node:assert/strict";
import { realpathSync } from "node:fs";
import { test } from "node:test";
import { testAppPath } from "../support/boot-target.ts";
import { startBroadside } from "../support/broadside.ts";
import { eventually } from "../support/eventually.ts";
import { ask } from "../support/http.ts";
import { allMarkedGone, assertNoneMarked, markedPids } from "../support/marked-processes.ts";
import { oldestNode } from "../support/nodes.ts";
import { allClosed, freePort, listenersOf } from "../support/ports.ts";
import { isWholeGrid, rowsInGrid } from "../support/grid.ts";

async function pidOf(url: string): Promise<number> {
  return JSON.parse((await ask(`${url}/whoami`)).body.toString()).pid;
}

/** Goes on calling, over new connections and several at once, until `hasEnded`; calls `then` after the first answers. */
async function callUntil(hasEnded: () => boolean, url: string, then: () => void): Promise<void> {
  let answered = 0;
  const call = async (): Promise<void> => {
    while (!hasEnded()) {
      const answer = await ask(`${url}/ping`).catch(() => null);
      if (answer !== null && ++answered === 100) then();
    }
  };
  await Promise.all(Array.from({ length: 16 }, call));
}

for (const signal of rowsInGrid(["SIGINT", "SIGTERM"] as const, 1)) {
  test(`serve prints the URL, several workers answer at it, and ${signal} ends it with nothing left`, async (t) => {
    const command = startBroadside(["serve", "cluster-round-robin", "--workers", "3"]);
    t.after(() => command.kill("SIGKILL"));
    await command.said(/Ctrl-C/);
    const [url = ""] = /^http:\/\/127\.0\.0\.1:\d+$/m.exec(command.stdout()) ?? [];
    assert.equal(command.stdout(), `${url}\n`);
    const seen = new Set<number>();
    await eventually("answers of three workers", async () => {
      seen.add(await pidOf(url));
      return seen.size === 3 ? true : null;
    });
    const listeners = listenersOf(markedPids(command.mark));
    assert.ok(listeners.length > 0);
    for (const pid of seen) assert.match(command.stderr(), new RegExp(`worker +pid ${pid}\\b`));

    command.kill(signal);
    const { code, stderr } = await command.ended;
    assert.equal(code, 0, stderr);
    assertNoneMarked(command.mark);
    await allClosed(listeners);
  });
}

for (const strategy of rowsInGrid(["cluster-round-robin", "cluster-os"], 1)) {
  test(`${strategy}: a stop while clients go on calling is no error to anybody, however often`, async (t) => {
    for (let stop = 0; stop < (isWholeGrid ? 4 : 2); stop++) {
      const command = startBroadside(["serve", strategy, "--workers", "2"]);
      t.after(() => command.kill("SIGKILL"));
      const [url = ""] = await command.said(/^http:\/\/127\.0\.0\.1:\d+$/m);
      await command.said(/Ctrl-C/);
      let hasEnded = false;
      const ended = command.ended.finally(() => (hasEnded = true));
      await callUntil(
        () => hasEnded,
        url,
        () => command.kill("SIGTERM"),
      );
      const { code, stderr } = await ended;
      assert.equal(code, 0, stderr);
      assert.doesNotMatch(stderr, /Error|^ +at /m);
    }
  });
}

const workersByStrategy = [
  { strategy: "threads-listen", name: /^pid \d+, thread \d+$/ },
  { strategy: "cluster-os", name: /^pid \d+$/ },
  { strategy: "reverse-proxy", name: /^pid \d+$/ },
];

for (const { strategy, name } of rowsInGrid(workersByStrategy, 1)) {
  test(`serve ${strategy} of an app of one's own: each answer names the worker that gave it`, async (t) => {
    const command = startBroadside(["serve", strategy, "--app", testAppPath("plain.js"), "--workers", "2"]);
    t.after(() => command.kill("SIGKILL"));
    await command.said(/curl -i http:\S+ {3}# x-broadside-worker/);
    const [url = ""] = /^http:\/\/127\.0\.0\.1:\d+$/m.exec(command.stdout()) ?? [];
    const seen = new Set<string>();
    await eventually("answers of two workers", async () => {
      seen.add(String((await ask(url)).headers["x-broadside-worker"]));
      return seen.size === 2 ? true : null;
    });
    for (const worker of seen) {
      assert.match(worker, name);
      const [pid = ""] = /pid \d+/.exec(worker) ?? [];
      assert.match(command.stderr(), new RegExp(`worker +${pid}\\b`));
    }
    command.kill("SIGINT");
    await command.ended;
  });
}

test("serve answers on the port that it is given, on the Node.js that is named, and shows what the app prints", async (t) => {
  const port = await freePort();
  const { version, binary } = oldestNode;
  const command = startBroadside(["serve", "single", "--scenario", "ping", "--port", String(port), "--node", binary]);
  t.after(() => command.kill("SIGKILL"));
  await command.said(/Ctrl-C/);
  assert.equal(command.stdout(), `http://127.0.0.1:${port}\n`);
  await command.said(new RegExp(`Listening on http://127\\.0\\.0\\.1:${port}`));
  const pid = await pidOf(`http://127.0.0.1:${port}`);
  assert.equal(realpathSync(`/proc/${pid}/exe`), realpathSync(binary), `it is not Node.js ${version}`);
  command.kill("SIGINT");
  await command.ended;
});

test("serve of an app with a service beside it gives the app that service", async (t) => {
  const command = startBroadside(["serve", "cluster-os", "--scenario", "io-fanout"]);
  t.after(() => command.kill("SIGKILL"));
  const [url] = await command.said(/^http:\/\/127\.0\.0\.1:\d+$/m);
  assert.equal((await ask(`${url}/fanout`)).status, 200);
  command.kill("SIGINT");
  await command.ended;
  assertNoneMarked(command.mark);
});

test("when the app that is served dies, serve ends with its reason", async (t) => {
  const command = startBroadside(["serve", "reverse-proxy", "--app", testAppPath("keeps-no-promise.js")]);
  t.after(() => command.kill("SIGKILL"));
  const [url] = await command.said(/^http:\/\/127\.0\.0\.1:\d+$/m);
  await ask(url);
  const { code, stderr } = await command.ended;
  assert.equal(code, 2);
  assert.match(stderr, /^broadside: keeps-no-promise\.js threw "TypeError: the cache has gone away"/m);
  assertNoneMarked(command.mark);
});

test("when serve is killed, nothing is left", async () => {
  const command = startBroadside(["serve", "reverse-proxy", "--scenario", "io-fanout"]);
  await command.said(/^http:\/\/127\.0\.0\.1:\d+$/m);
  const listeners = listenersOf(markedPids(command.mark));
  assert.ok(listeners.length > 0);
  command.kill("SIGKILL");
  await command.ended;
  await allMarkedGone(command.mark);
  await allClosed(listeners);
});
