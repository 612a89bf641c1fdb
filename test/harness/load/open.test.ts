import assert from "node:assert/strict";
import { test } from "node:test";

import type { LoadResult } from "../../../harness/model/index.ts";
import { get, plainAnswer, putOpenLoad, serveHttp, serveRaw } from "./servers.ts";

function ratio(result: LoadResult, expected: number): number {
  return result.counts.sent / expected;
}

function assertReconciles({ counts, lifetime }: LoadResult): void {
  for (const { sent, completed, failed, timedOut, inFlight } of [counts, lifetime]) {
    assert.equal(sent, completed + failed + timedOut + inFlight);
  }
}

test("even arrivals come as many as the rate says, at their times, and each is answered once", async (t) => {
  let finished = 0;
  const server = await serveHttp(t, (_request, response) => {
    finished += 1;
    response.end("ok");
  });
  const result = await putOpenLoad(server, { warmupSeconds: 0.2, load: { arrivals: "even" } });
  assert.equal(result.counts.sent, 100);
  assert.equal(result.counts.completed, 100);
  assert.equal(result.lifetime.completed, finished);
  assert.ok((result.pacing?.writtenInWindow ?? 0) >= 95, String(result.pacing?.writtenInWindow));
  assert.equal(result.pacing?.lag.count, 100);
  assert.ok(result.pacing.lag.micros.p50 < 2_000, `lag ${result.pacing.lag.micros.p50} µs`);
  assert.ok(result.latency.micros.p50 >= result.pacing.service.micros.p50);
  assertReconciles(result);
});

test("Poisson arrivals of one seed are the same each time", async (t) => {
  const server = await serveHttp(t, (_request, response) => response.end("ok"));
  const [first, second] = [await putOpenLoad(server, { seed: 5 }), await putOpenLoad(server, { seed: 5 })];
  assert.equal(first.counts.sent, second.counts.sent);
  assert.ok(Math.abs(ratio(first, 100) - 1) < 0.4, String(first.counts.sent));
});

test("a stall is felt by all who arrive in it, as long as theory says, though service was quick", async (t) => {
  let stallAt = Infinity;
  let stalled = false;
  const server = await serveHttp(t, (_request, response) => {
    if (!stalled && performance.now() >= stallAt) {
      stalled = true;
      turn(500);
    }
    response.end("ok");
  });
  stallAt = performance.now() + 700;
  const load = { arrivals: "even", connections: 4 } as const;
  const result = await putOpenLoad(server, { measuredSeconds: 2.5, load });
  // Of 500 requests 100 fall into the stall, with response times even from 0 to 500 ms.
  const stallMicros = 500_000;
  for (const [name, q] of [
    ["p90", 0.9],
    ["p95", 0.95],
    ["p99", 0.99],
  ] as const) {
    const expected = stallMicros * (1 - ((1 - q) * 500) / 100);
    const seen = result.latency.micros[name];
    assert.ok(Math.abs(seen - expected) < 75_000, `${name} is ${seen} µs, not ${expected} µs`);
  }
  assert.ok((result.pacing?.service.micros.p95 ?? Infinity) < 100_000, "four connections alone saw the stall");
  assertReconciles(result);
});

test("no request is sent before the server has accepted every connection", async (t) => {
  let openAtFirst = 0;
  const server = await serveHttp(t, (_request, response) => {
    if (openAtFirst === 0) openAtFirst = server.mostOpen();
    response.end("ok");
  });
  await putOpenLoad(server, { warmupSeconds: 0, measuredSeconds: 0.3, load: { arrivals: "even", connections: 200 } });
  assert.equal(openAtFirst, 200);
});

test("requests that find no free connection wait in the client, and their wait counts", async (t) => {
  const server = await serveHttp(t, (_request, response) => void setTimeout(() => response.end("ok"), 50));
  const load = { arrivals: "even", connections: 1, profile: [{ seconds: 0, rate: 40 }], timeoutSeconds: 5 } as const;
  const result = await putOpenLoad(server, { measuredSeconds: 1, load });
  assert.equal(result.counts.sent, 40);
  assert.equal(server.mostOpen(), 1);
  const written = result.pacing?.writtenInWindow ?? 0;
  assert.ok(written >= 15 && written <= 21, `${written} were put on the connection`);
  assert.ok(result.latency.micros.p90 > 600_000, `p90 ${result.latency.micros.p90} µs`);
  assert.ok((result.pacing?.service.micros.p90 ?? Infinity) < 120_000);
  assert.ok((result.pacing?.lag.micros.p90 ?? Infinity) < 50_000, "the target is late, not the client");
});

test("a load beyond what can be sent is sent late, which is told, and ends when it is to", async (t) => {
  const server = await serveHttp(t, (_request, response) => response.end("ok"));
  const load = { connections: 600, profile: [{ seconds: 0, rate: 400_000 }], timeoutSeconds: 1 } as const;
  const startedAt = performance.now();
  const result = await putOpenLoad(server, { load });
  // Two and a half seconds of window, drain and rest; a client that is behind for good takes minutes.
  assert.ok(performance.now() - startedAt < 30_000);
  assert.ok(ratio(result, 200_000) > 0.97, `${result.counts.sent} were intended`);
  const { writtenInWindow = Infinity, lag } = result.pacing ?? {};
  assert.ok(writtenInWindow < 0.9 * result.counts.sent, `${writtenInWindow} were sent in time`);
  assert.ok((lag?.micros.p99 ?? 0) > 20_000, `lag ${lag?.micros.p99} µs`);
  assertReconciles(result);
});

test("what is due by the end of the window is part of the load, also when the client comes to it only then", async (t) => {
  const server = await serveHttp(t, (_request, response) => response.end("ok"));
  const load = { arrivals: "even", profile: [{ seconds: 0, rate: 20 }] } as const;
  const result = await putOpenLoad(server, { load }, { onWindowStart: () => turn(520) });
  assert.equal(result.counts.sent, 10);
  assert.ok((result.pacing?.lag.micros.max ?? 0) > 400_000, `lag ${result.pacing?.lag.micros.max} µs`);
  assertReconciles(result);
});

/** Keeps this thread from anything else. */
function turn(millis: number): void {
  const until = performance.now() + millis;
  while (performance.now() < until);
}

test("a request that takes longer than its timeout counts as timed out, once, wherever it waits", async (t) => {
  let asked = 0;
  const server = await serveHttp(t, () => {
    asked += 1;
  });
  const load = { arrivals: "even", connections: 2, profile: [{ seconds: 0, rate: 50 }], timeoutSeconds: 0.2 } as const;
  const result = await putOpenLoad(server, { measuredSeconds: 0.5, load });
  const { sent, timedOut, completed, failed } = result.counts;
  assert.equal(sent, 25);
  assert.deepEqual([completed, failed], [0, 0]);
  assert.ok(timedOut >= 24, `${timedOut} timed out`);
  assert.ok(asked < result.lifetime.sent, `${asked} reached the server`);
  assert.ok(result.latency.micros.p50 >= 199_000, `p50 ${result.latency.micros.p50} µs`);
  assert.deepEqual(result.latency.lowerBounds.includes("p50"), true);
  assertReconciles(result);
});

test("a server that is not there refuses each request once, and is not called more often than that", async (t) => {
  const server = await serveHttp(t, (_request, response) => response.end("ok"));
  server.die();
  const result = await putOpenLoad(server, { load: { arrivals: "even" } });
  assert.deepEqual([result.counts.sent, result.counts.failed], [100, 100]);
  assert.deepEqual(
    result.failures.map(({ kind }) => kind),
    ["connection refused"],
  );
  assertReconciles(result);
});

test("resets, unreadable and wrong answers fail their request alone", async (t) => {
  let count = 0;
  const server = await serveRaw(t, (socket) => {
    count += 1;
    if (count % 4 === 1) socket.resetAndDestroy();
    else if (count % 4 === 2) socket.end("who is there?\r\n\r\n");
    else if (count % 4 === 3) socket.write("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
    else socket.write(plainAnswer("ok"));
  });
  const result = await putOpenLoad(server, { load: { arrivals: "even" } });
  assert.equal(result.counts.sent, 100);
  assert.deepEqual([result.counts.completed, result.counts.failed], [25, 75]);
  const kinds = new Map(result.failures.map((failure) => [failure.kind, failure.count]));
  assert.deepEqual(
    kinds,
    new Map([
      ["connection reset", 25],
      ["unreadable answer", 25],
      ["status 503", 25],
    ]),
  );
});

test("a new connection for each request, when asked for, and the server closes it", async (t) => {
  const server = await serveHttp(t, (_request, response) => response.end("ok"));
  const result = await putOpenLoad(server, { load: { arrivals: "even", connectionMode: "per-request" } });
  assert.equal(result.counts.completed, 100);
  assert.equal(server.accepted(), result.lifetime.sent);
  assert.equal(result.connectionsOpened, result.lifetime.sent);
});

test("connections are kept: no more are opened than there are in the pool, and all are used", async (t) => {
  const server = await serveHttp(t, (_request, response) => response.end("ok"));
  const result = await putOpenLoad(server, { load: { connections: 8 } });
  assert.equal(result.connectionsOpened, 8);
  assert.equal(server.accepted(), 8);
});

test("answers in chunks, without a body, and up to the close of the connection are whole", async (t) => {
  const server = await serveRaw(t, (socket, text) => {
    if (text.startsWith("HEAD")) socket.write("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n");
    else if (text.startsWith("GET /chunks")) {
      socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nwh\r\n");
      socket.write("3\r\nole\r\n0\r\n\r\n");
    } else socket.end("HTTP/1.1 200 OK\r\n\r\nwhole");
  });
  const whole = { expect: { includes: "whole" } };
  const requests = [get("/chunks", whole), get("/close", whole), get("/head", { method: "HEAD" })];
  const result = await putOpenLoad(server, { requests, load: { arrivals: "even" } });
  assert.deepEqual([result.counts.completed, result.failures], [100, []]);
});
