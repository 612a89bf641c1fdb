import assert from "node:assert/strict";
import { test } from "node:test";
import { TLSSocket } from "node:tls";

import type { ClosedLoad, LoadResult } from "../../../harness/model/index.ts";
import { putLoad, putOpenLoad, serveHttps, type TestServer } from "./servers.ts";

type Put = (server: TestServer, load: Pick<ClosedLoad, "connectionMode" | "connections">) => Promise<LoadResult>;

const inClosedLoop: Put = (server, load) => putLoad(server, { load });
const inOpenLoop: Put = (server, load) =>
  putOpenLoad(server, { load: { ...load, profile: [{ seconds: 0, rate: 40 }] } });

for (const [loop, put] of [
  ["closed loop", inClosedLoop],
  ["open loop", inOpenLoop],
] as const) {
  for (const connectionMode of ["keep-alive", "per-request"] as const) {
    test(`${loop}, ${connectionMode}: what speaks TLS is asked over TLS, by the name localhost`, async (t) => {
      const names = new Set<unknown>();
      const server = await serveHttps(t, ({ socket }, response) => {
        names.add(socket instanceof TLSSocket ? socket.servername : null);
        response.end("ok");
      });
      const { lifetime, failures, connectionsOpened } = await put(server, { connectionMode, connections: 4 });
      assert.deepEqual([...names], ["localhost"]);
      assert.deepEqual(failures, []);
      assert.ok(lifetime.completed > 5);
      assert.equal(lifetime.completed, lifetime.sent);
      assert.equal(server.accepted(), connectionMode === "keep-alive" ? 4 : lifetime.sent);
      assert.ok(connectionsOpened > 0);
    });
  }
}

test("a server that dies fails the requests that were under way, and hangs nothing", async (t) => {
  let answered = 0;
  const server = await serveHttps(t, (_request, response) => {
    response.end("ok");
    if (++answered === 50) server.die();
  });
  const { lifetime, failures } = await putLoad(server);
  assert.equal(lifetime.sent, lifetime.completed + lifetime.failed + lifetime.timedOut + lifetime.inFlight);
  assert.ok(lifetime.failed > 0);
  assert.ok(failures.length > 0);
});
