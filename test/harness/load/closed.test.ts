import assert from "node:assert/strict";
import { test } from "node:test";

import { internalsOf } from "../../../harness/load/autocannon-internals.ts";
import { type LoadHooks, runLoad } from "../../../harness/load/run-load.ts";
import { portOf, waitingPortsTo } from "../../support/ports.ts";
import { get, jobOn, median, noHooks, plainAnswer, putLoad, serveHttp, serveRaw } from "./servers.ts";

test("a fast server's latencies are resolved in microseconds, where autocannon's own are 0 ms", async (t) => {
  const server = await serveHttp(t, (_request, response) => response.end("ok"));
  const { latency } = await putLoad(server, { load: { connections: 1 } });
  assert.ok(latency.micros.p50 > 0);
  assert.ok(latency.micros.p50 < 1_000 || latency.micros.p50 % 1_000 !== 0);
});

test("a server's known delay is measured to within 3 ms", async (t) => {
  const servedMicros: number[] = [];
  const server = await serveHttp(t, (_request, response) => {
    const start = performance.now();
    setTimeout(() => {
      servedMicros.push((performance.now() - start) * 1_000);
      response.end("ok");
    }, 20);
  });
  const { latency } = await putLoad(server, { measuredSeconds: 0.8 });
  assert.ok(latency.minMicros >= 19_000, `min ${latency.minMicros} µs`);
  const excessMicros = latency.micros.p50 - median(servedMicros);
  assert.ok(Math.abs(excessMicros) < 3_000, `p50 ${latency.micros.p50} µs, served in ${median(servedMicros)} µs`);
});

test("what the client says it completed is what the server finished, warm-up and drain included", async (t) => {
  let finished = 0;
  const server = await serveHttp(t, (_request, response) => {
    response.on("finish", () => {
      finished += 1;
    });
    setTimeout(() => response.end("ok"), 5);
  });
  const result = await putLoad(server, { warmupSeconds: 0.2, load: { connections: 8 } });
  assert.deepEqual(result.lifetime, {
    sent: finished,
    completed: finished,
    failed: 0,
    timedOut: 0,
    inFlight: 0,
  });
  assert.ok(result.counts.sent < finished);
  assert.equal(result.counts.completed, result.counts.sent);
  assert.equal(result.connectionsOpened, 8);
  assert.equal(server.accepted(), 8);
});

test("the window has the length asked for, in bins of 250 ms, and its ends are told when they come", async (t) => {
  const server = await serveHttp(t, (_request, response) => response.end("ok"));
  const told: number[] = [];
  const before = performance.now();
  const result = await putLoad(
    server,
    { warmupSeconds: 0.2 },
    { onWindowStart: () => told.push(performance.now()), onWindowEnd: () => told.push(performance.now()) },
  );
  const [start = 0, end = 0] = told;
  assert.equal(told.length, 2);
  assert.ok(start - before >= 199);
  assert.ok(end > start);
  assert.ok(end - before >= 699);
  assert.equal(result.windowSeconds, 0.5);
  assert.deepEqual(
    result.bins.map((bin) => bin.startSeconds),
    [0, 0.25],
  );
  assert.ok(result.bytesReceived > result.completedInWindow);
  assert.ok(result.generatorCpuMicros > 0);
  assert.ok(result.generatorMaxRssBytes > 10_000_000);
});

test("the load stays on while the last requests of the window end", async (t) => {
  let begun = 0;
  let begunInWindow = 0;
  let nextIsSlow = false;
  const server = await serveHttp(t, (_request, response) => {
    begun += 1;
    setTimeout(() => response.end("ok"), nextIsSlow ? 500 : 5);
    nextIsSlow = false;
  });
  const hooks = {
    onWindowStart() {
      // What is on its way now was sent before the window.
      setTimeout(() => (nextIsSlow = true), 100);
    },
    onWindowEnd() {
      begunInWindow = begun;
    },
  };
  const result = await putLoad(server, { measuredSeconds: 0.3 }, hooks);
  assert.ok(begun - begunInWindow > 10, `${begun - begunInWindow} requests after the window`);
  assert.ok(result.drainSeconds > 0.1, `drained in ${result.drainSeconds} s`);
  assert.equal(result.counts.inFlight, 0);
  assert.equal(result.lifetime.inFlight, 0);
  assert.equal(result.lifetime.completed, begun);
});

test("wrong statuses and wrong bodies are failures, each with an example, and are not latencies", async (t) => {
  const server = await serveHttp(t, (request, response) => {
    response.statusCode = request.url === "/broken" ? 500 : request.url === "/created" ? 201 : 200;
    response.end(`body of ${request.url}`);
  });
  const { kinds, counts, latency, failures } = await putLoad(server, {
    requests: [
      get("/right", { expect: { includes: "of /right" } }),
      get("/wrong", { expect: { includes: "something else" } }),
      get("/broken"),
      get("/created", { expect: { status: 201 } }),
      get("/uncreated", { expect: { status: 201 } }),
    ],
  });
  const outcome = kinds.map(({ name, counts: { sent, completed, failed } }) => [
    name,
    completed === sent && sent > 0,
    failed === sent,
  ]);
  assert.deepEqual(outcome, [
    ["/right", true, false],
    ["/wrong", false, true],
    ["/broken", false, true],
    ["/created", true, false],
    ["/uncreated", false, true],
  ]);
  assert.equal(latency.count, counts.completed);
  const examples = new Map(failures.map(({ kind, example }) => [kind, example]));
  assert.deepEqual([...examples.keys()].sort(), ["status 200", "status 500", "wrong body"]);
  assert.equal(examples.get("status 500"), 'GET /broken returned 500: "body of /broken"');
});

test("text that a body must contain is found across chunks", async (t) => {
  const server = await serveHttp(t, (_request, response) => {
    response.write(Buffer.from([0x6e, 0xc3]));
    setImmediate(() => response.end(Buffer.from([0xa4, 0x68])));
  });
  const { counts } = await putLoad(server, {
    measuredSeconds: 0.3,
    requests: [get("/", { expect: { includes: "näh" } })],
  });
  assert.ok(counts.completed > 0);
  assert.equal(counts.failed, 0);
});

test("the mix has the weights' proportions, and connections are not in step", async (t) => {
  const paths = new Map<unknown, string[]>();
  const server = await serveHttp(t, (request, response) => {
    const sequence = paths.get(request.socket) ?? [];
    paths.set(request.socket, sequence);
    sequence.push(request.url ?? "");
    response.end("ok");
  });
  const { kinds, counts } = await putLoad(server, {
    requests: [get("/a", { weight: 3 }), get("/b")],
    load: { connections: 6 },
  });
  const [a, b] = kinds;
  // Each connection is at most one deck of 100 away from the exact proportion.
  assert.ok(Math.abs((a?.counts.sent ?? 0) - 0.75 * counts.sent) <= 6 * 25);
  assert.equal((a?.counts.sent ?? 0) + (b?.counts.sent ?? 0), counts.sent);
  const beginnings = new Set([...paths.values()].map((sequence) => sequence.slice(0, 40).join("")));
  assert.equal(beginnings.size, 6);
});

test("with a connection per request each request opens one, and its latency includes it", async (t) => {
  const server = await serveHttp(t, (_request, response) => response.end("ok"));
  const result = await putLoad(server, { load: { connectionMode: "per-request" } });
  assert.ok(result.counts.completed > 20);
  assert.equal(result.counts.completed, result.counts.sent);
  assert.equal(result.latency.count, result.counts.completed);
  assert.ok(result.latency.micros.p50 > 0);
  assert.equal(result.connectionsOpened, result.lifetime.sent);
  assert.equal(server.accepted(), result.lifetime.sent);
  // The server hears of a close a little after the next connection.
  assert.ok(server.mostOpen() < 10 * 4, `${server.mostOpen()} sockets at once`);
  assert.ok(result.bytesReceived > 80 * result.completedInWindow);
});

test("with a connection per request the server closes, so that no port of the client has to wait", async (t) => {
  const asked = new Set<string | undefined>();
  const server = await serveHttp(t, (request, response) => {
    asked.add(request.headers.connection);
    response.end("ok");
  });
  const result = await putLoad(server, { load: { connectionMode: "per-request" } });
  assert.deepEqual([...asked], ["close"]);
  const waiting = waitingPortsTo(portOf(server.url));
  assert.ok(waiting < result.connectionsOpened / 10, `${waiting} ports of ${result.connectionsOpened} wait`);
});

for (const connectionMode of ["keep-alive", "per-request"] as const) {
  test(`an answer that ends where its connection does is followed by the next at once, ${connectionMode}`, async (t) => {
    const server = await serveRaw(t, (socket) => socket.end("HTTP/1.1 200 OK\r\n\r\nok"));
    const { counts, failures, connectionsOpened } = await putLoad(server, { load: { connectionMode } });
    // Four connections that waited 100 ms after each answer would get 20.
    assert.ok(counts.completed > 100, `${counts.completed}`);
    assert.deepEqual(failures, []);
    assert.equal(server.accepted(), connectionsOpened);
  });
}

test("a server that keeps what it was asked to close is left at once, and its connections do not pile up", async (t) => {
  const server = await serveRaw(t, (socket) => socket.write(plainAnswer("ok")));
  const result = await putLoad(server, { load: { connectionMode: "per-request" } });
  assert.ok(result.counts.completed > 100, `${result.counts.completed}`);
  assert.deepEqual(result.failures, []);
  assert.ok(server.mostOpen() < 10 * 4, `${server.mostOpen()} sockets at once`);
});

test("a server that announces to close and does not is left after a while", async (t) => {
  const server = await serveRaw(t, (socket) => {
    socket.write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
  });
  const result = await putLoad(server, { load: { connectionMode: "per-request", connections: 2 } });
  assert.ok(result.counts.completed >= 4, `${result.counts.completed}`);
  assert.deepEqual(result.failures, []);
});

test("an address that is not on this machine gets no load", async () => {
  const hooks = { ...noHooks, onReady: () => assert.fail() };
  await assert.rejects(runLoad(jobOn({ url: "http://192.0.2.1" }), hooks), { code: "not-loopback" });
});

test("an abort ends the load early, and closes its connections", { timeout: 10_000 }, async (t) => {
  const open = new Set<unknown>();
  const gone = Promise.withResolvers<void>();
  const server = await serveHttp(t, (request, response) => {
    open.add(request.socket);
    request.socket.once("close", () => {
      open.delete(request.socket);
      if (open.size === 0) gone.resolve();
    });
    response.end("ok");
  });
  const abortion = new AbortController();
  const hooks: LoadHooks = {
    ...noHooks,
    onWindowStart: () => abortion.abort(),
    onWindowEnd: () => assert.fail("the window was not ended"),
  };
  await assert.rejects(runLoad(jobOn(server, { measuredSeconds: 60 }), hooks, abortion.signal), {
    code: "interrupted",
  });
  await gone.promise;
});

test("an autocannon that is built differently is refused loudly", () => {
  assert.throws(() => internalsOf({}), { code: "generator-failed", message: /internals changed/u });
});

test("requests that hang since the warm-up count, however quick the others are", async (t) => {
  let asked = 0;
  const server = await serveHttp(t, (_request, response) => {
    asked += 1;
    if (asked > 2) setTimeout(() => response.end("ok"), 5);
  });
  const result = await putLoad(server, { warmupSeconds: 0.2, load: { connections: 4 } });
  const { sent, completed, failed, timedOut, inFlight } = result.counts;
  assert.equal(timedOut + inFlight, 2);
  assert.equal(sent, completed + failed + timedOut + inFlight);
  assert.ok(completed > 20);
  assert.equal(result.latency.censored, 2);
  assert.ok(result.latency.lowerBounds.includes("max"));
});

test("a request of the warm-up that times out or fails within the window counts, and one that ends well does not", async (t) => {
  let asked = 0;
  const server = await serveRaw(t, (socket) => {
    asked += 1;
    if (asked === 1) setTimeout(() => socket.resetAndDestroy(), 400);
    else if (asked === 3) setTimeout(() => socket.write(plainAnswer("ok")), 400);
    else if (asked > 3) setTimeout(() => socket.write(plainAnswer("ok")), 20);
  });
  const load = { connections: 3, timeoutSeconds: 0.5 };
  const { counts } = await putLoad(server, { warmupSeconds: 0.2, measuredSeconds: 0.8, load });
  assert.deepEqual([counts.failed, counts.timedOut, counts.inFlight], [1, 1, 0]);
  assert.equal(counts.sent, counts.completed + 2);
});

test("no request is sent before the server has accepted every connection", async (t) => {
  let openAtFirst = 0;
  const server = await serveHttp(t, (_request, response) => {
    if (openAtFirst === 0) openAtFirst = server.mostOpen();
    response.end("ok");
  });
  await putLoad(server, { warmupSeconds: 0, measuredSeconds: 0.3, load: { connections: 200 } });
  assert.equal(openAtFirst, 200);
});
