import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { describe, test, type TestContext } from "node:test";
import { bootTarget, testApp, testAppPath } from "../../support/boot-target.ts";
import { ask } from "../../support/http.ts";
import { oldestNode } from "../../support/nodes.ts";
import { listenersOf, loopback } from "../../support/ports.ts";
import { isInGrid } from "../../support/grid.ts";

const metrics = testAppPath("preloaded/metrics.cjs");

/** Every strategy that runs several processes or threads here, and each way to preload a module. */
const strategies = [
  "single",
  "cluster-round-robin",
  "cluster-os",
  "reverse-proxy",
  "reuseport",
  "threads-listen",
  "pm2",
];
const ways = {
  "on the command line": { nodeArgs: ["--require", metrics, "--inspect=0.0.0.0:9229"], env: {} },
  "in NODE_OPTIONS": { env: { NODE_OPTIONS: `--require "${metrics}" --inspect=0.0.0.0:9229` } },
};

describe(
  "what is preloaded ahead of an app listens on loopback too, at a port of its own in each worker",
  { concurrency: 2 },
  () => {
    for (const strategy of strategies.filter(isInGrid)) {
      for (const [way, given] of Object.entries(ways)) {
        test(`${strategy}: ${way}`, async (t) => {
          const node = way === "in NODE_OPTIONS" ? { node: oldestNode.binary } : {};
          const target = await bootTarget(t, {
            strategy,
            app: { ...testApp("environment.js"), port: 3000, ...given },
            ...node,
          });
          assert.equal((await ask(target.url)).status, 200);
          const listeners = listenersOf(target.members());
          for (const { address, port } of listeners) {
            assert.equal(address, loopback);
            assert.ok(port !== 9464 && port !== 9229);
          }
        });
      }
    }
  },
);

/** What another program serves at the port that the app asks for, if it is free. */
async function standAtAskedPort(t: TestContext): Promise<void> {
  const other = createServer((socket) => socket.end("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nanother program"));
  other.listen(3000, "127.0.0.1");
  // Where it is taken, another program stands there already.
  await once(other, "listening").catch(() => {});
  t.after(() => other.close());
}

describe(
  "an app that asks itself at the port that it asked for reaches itself, and never another program",
  { concurrency: 2 },
  () => {
    for (const strategy of ["single", "cluster-round-robin", "reverse-proxy", "reuseport"].filter(isInGrid)) {
      test(strategy, async (t) => {
        await standAtAskedPort(t);
        const target = await bootTarget(t, { strategy, app: { ...testApp("asks-itself.js"), port: 3000 } });
        for (const way of ["fetch", "http", "socket", "thread"]) {
          assert.match((await ask(`${target.url}/${way}`)).body.toString(), /^from \d+$/, way);
        }
        assert.equal((await ask(`${target.url}/metrics`)).body.toString(), "figures");
        assert.equal((await ask(`${target.url}/asker`)).body.toString(), "127.0.0.1");
        // What it sends to itself is no load.
        const { samples } = await target.sample({ resetDelay: false });
        const started = samples.filter(({ role }) => role === "worker").map(({ requestsStarted }) => requestsStarted);
        assert.equal(
          started.reduce((sum, count) => sum + count, 0),
          6,
        );
      });
    }
  },
);
