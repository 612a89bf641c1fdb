import assert from "node:assert/strict";
import { test } from "node:test";
import { TLSSocket } from "node:tls";

import { startClosedTraffic } from "../../../harness/load/closed.ts";
import { type Destination, destinationOf } from "../../../harness/load/destination.ts";
import type { LoadJob } from "../../../harness/load/job.ts";
import { startOpenTraffic } from "../../../harness/load/open.ts";
import { createRecorder, type Recorder } from "../../../harness/load/recorder.ts";
import type { ClosedLoad, LoadResult } from "../../../harness/model/index.ts";
import { jobOn, putLoad, putOpenLoad, serveHttps, type TestServer } from "./servers.ts";

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

type Start = (job: LoadJob, destination: Destination, recorder: Recorder) => ReturnType<typeof startClosedTraffic>;

const nowMicros = (): number => Math.round(performance.now() * 1_000);
const shared = { connections: 2, connectionMode: "per-request", timeoutSeconds: 2 } as const;
const startClosed: Start = (job, destination, recorder) =>
  startClosedTraffic(job, { kind: "closed", ...shared }, destination, recorder, nowMicros);
const startOpen: Start = (job, destination, recorder) => {
  const load = { kind: "open", arrivals: "even", profile: [{ seconds: 0, rate: 100 }], ...shared } as const;
  return startOpenTraffic(job, load, destination, recorder, nowMicros);
};

for (const [loop, start] of [
  ["closed loop", startClosed],
  ["open loop", startOpen],
] as const) {
  test(`${loop}: where the server must prove who it is, and cannot, every request fails`, async (t) => {
    const server = await serveHttps(t, (_request, response) => response.end("ok"));
    const failures: string[] = [];
    let completed = 0;
    const recorder = createRecorder(["/"]);
    const watched: Recorder = {
      ...recorder,
      completed: () => void completed++,
      failed: (_request, _atMicros, kind) => void failures.push(kind),
    };
    const destination = await destinationOf(server.url, false);
    const tls = { servername: "localhost", rejectUnauthorized: true };
    const traffic = await start(jobOn(server), { ...destination, tls }, watched);
    t.after(() => traffic.stop());
    traffic.begin(nowMicros());
    await traffic.until(() => failures.length >= 5, 10e6, undefined);
    assert.ok(failures.length >= 5);
    assert.deepEqual([...new Set(failures)], ["connection failed: DEPTH_ZERO_SELF_SIGNED_CERT"]);
    assert.equal(completed, 0);
  });
}
