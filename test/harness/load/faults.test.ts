import assert from "node:assert/strict";
import { test } from "node:test";

import type { LoadResult } from "../../../harness/model/index.ts";
import { get, plainAnswer, putLoad, putOpenLoad, serveHttp, serveRaw } from "./servers.ts";

function assertReconciled({ counts, lifetime }: LoadResult): void {
  for (const { sent, completed, failed, timedOut, inFlight } of [counts, lifetime]) {
    assert.equal(completed + failed + timedOut + inFlight, sent);
  }
}

function kindsOf(result: LoadResult): readonly string[] {
  return result.failures.map((failure) => failure.kind).sort();
}

test("requests to a server that has died silently are lower bounds, where autocannon forgets them", async (t) => {
  let silent = false;
  const server = await serveHttp(t, (_request, response) => {
    if (!silent) setTimeout(() => response.end("ok"), 10);
  });
  const result = await putLoad(
    server,
    { measuredSeconds: 0.4, load: { timeoutSeconds: 10 } },
    { onWindowStart: () => setTimeout(() => (silent = true), 200) },
  );
  assertReconciled(result);
  assert.ok(result.counts.completed > 0);
  assert.equal(result.counts.inFlight, 4);
  assert.equal(result.latency.censored, 4);
  assert.ok(result.latency.lowerBounds.includes("p99"));
  assert.ok(!result.latency.lowerBounds.includes("p50"));
  assert.ok(result.latency.micros.max >= 2_000_000, `max ${result.latency.micros.max} µs`);
  assert.ok(result.drainSeconds > 1.99, `drained in ${result.drainSeconds} s`);
});

test("timeouts are counted, and are latencies of at least the timeout", async (t) => {
  let requests = 0;
  const server = await serveHttp(t, (_request, response) => {
    requests += 1;
    if (requests % 5 !== 0) setTimeout(() => response.end("ok"), 10);
  });
  const result = await putLoad(server, { measuredSeconds: 0.8, load: { timeoutSeconds: 0.2 } });
  assertReconciled(result);
  const { counts, latency } = result;
  assert.ok(counts.timedOut > 0);
  assert.equal(counts.failed, 0);
  assert.equal(latency.censored, counts.timedOut + counts.inFlight);
  assert.ok(latency.micros.max >= 195_000, `max ${latency.micros.max} µs`);
  assert.ok(latency.lowerBounds.includes("p99"));
  // After a timeout the connection is replaced and goes on.
  assert.ok(counts.completed > counts.timedOut);
  assert.equal(server.accepted(), result.connectionsOpened);
  assert.ok(result.connectionsOpened >= 4 + counts.timedOut - 4);
  assert.ok(result.bins.some((bin) => bin.failed > 0));
});

test("a close in mid-request is one failure, and does not lengthen the latencies after it", async (t) => {
  let requests = 0;
  let closed = 0;
  const server = await serveRaw(t, (socket) => {
    requests += 1;
    const close = requests % 5 === 0;
    setTimeout(() => {
      if (!close) socket.write(plainAnswer("ok"));
      else {
        closed += 1;
        socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no");
      }
    }, 50);
  });
  const result = await putLoad(server, { measuredSeconds: 1 });
  assertReconciled(result);
  assert.ok(closed > 4);
  assert.equal(result.lifetime.failed, closed);
  assert.deepEqual(kindsOf(result), ["connection closed"]);
  // autocannon credits each later answer to the request before it: about 100 ms.
  assert.ok(result.latency.micros.p50 < 80_000, `p50 ${result.latency.micros.p50} µs`);
});

test("a reset in mid-request is one failure and one new connection", async (t) => {
  let requests = 0;
  let resets = 0;
  const server = await serveRaw(t, (socket) => {
    requests += 1;
    if (requests % 5 !== 0) {
      setTimeout(() => socket.write(plainAnswer("ok")), 5);
      return;
    }
    resets += 1;
    socket.resetAndDestroy();
  });
  const result = await putLoad(server);
  assertReconciled(result);
  assert.equal(result.lifetime.failed, resets);
  assert.deepEqual(kindsOf(result), ["connection reset"]);
  assert.equal(server.accepted(), result.connectionsOpened);
});

test("each loss has a cause of its own: the one before it is forgotten", async (t) => {
  const seen = { silence: 0, reset: 0, close: 0 };
  const server = await serveRaw(t, (socket) => {
    if (seen.silence === seen.close) {
      seen.silence += 1;
      return;
    }
    if (seen.reset < seen.silence) {
      seen.reset += 1;
      socket.resetAndDestroy();
    } else {
      seen.close += 1;
      socket.end();
    }
  });
  const result = await putLoad(server, { measuredSeconds: 0.8, load: { connections: 1, timeoutSeconds: 0.1 } });
  assertReconciled(result);
  assert.ok(seen.close > 2);
  assert.equal(result.lifetime.timedOut + result.lifetime.inFlight, seen.silence);
  assert.equal(result.lifetime.failed, seen.reset + seen.close);
  const counts = new Map(result.failures.map(({ kind, count }) => [kind, count]));
  // The last of each may have been sent after the window.
  assert.ok(Math.abs(seen.reset - (counts.get("connection reset") ?? 0)) <= 1);
  assert.ok(Math.abs(seen.close - (counts.get("connection closed") ?? 0)) <= 1);
});

test("an announced close is respected: no request is lost to it", async (t) => {
  let finished = 0;
  const server = await serveHttp(t, (_request, response) => {
    finished += 1;
    if (finished % 3 === 0) response.setHeader("Connection", "close");
    response.end("ok");
  });
  const result = await putLoad(server, { warmupSeconds: 0.1 });
  assertReconciled(result);
  assert.deepEqual(result.failures, []);
  assert.equal(result.lifetime.completed, finished);
  assert.ok(server.accepted() > finished / 4);
  assert.equal(server.accepted(), result.connectionsOpened);
});

test("a target that dies in the window is called on at a bounded rate", async (t) => {
  const server = await serveHttp(t, (_request, response) => setTimeout(() => response.end("ok"), 5));
  const result = await putLoad(
    server,
    { measuredSeconds: 0.6 },
    { onWindowStart: () => setTimeout(() => server.die(), 200) },
  );
  assertReconciled(result);
  assert.ok(result.counts.completed > 0);
  assert.ok(kindsOf(result).includes("connection refused"));
  // 4 connections, at most one attempt per 10 ms each, over 0.4 s and the drain.
  assert.ok(result.lifetime.failed > 10, `${result.lifetime.failed} failures`);
  assert.ok(result.lifetime.failed < 4 * 60, `${result.lifetime.failed} failures`);
  assert.equal(server.accepted(), result.connectionsOpened);
});

test("a target that accepts and hangs up is called on at a bounded rate", async (t) => {
  const server = await serveRaw(t, (socket) => socket.end());
  const result = await putLoad(server, { measuredSeconds: 0.3 });
  assertReconciled(result);
  assert.equal(result.counts.completed, 0);
  assert.ok(result.lifetime.failed > 4);
  assert.ok(result.lifetime.failed < 4 * 45, `${result.lifetime.failed} failures`);
});

test("a target that was away for a while is found again", async (t) => {
  let requests = 0;
  const server = await serveRaw(t, (socket) => {
    requests += 1;
    if (requests > 20 && requests < 40) socket.resetAndDestroy();
    else setTimeout(() => socket.write(plainAnswer("ok")), 2);
  });
  const result = await putLoad(server);
  assertReconciled(result);
  assert.equal(result.lifetime.failed, 19);
  assert.ok(result.bins[1] !== undefined && result.bins[1].completed > 20);
});

test("an answer that is not HTTP is a failure at once, not a timeout", async (t) => {
  const server = await serveRaw(t, (socket) => socket.write("what?\r\n\r\n"));
  const result = await putLoad(server, { measuredSeconds: 0.3, load: { timeoutSeconds: 1 } });
  assertReconciled(result);
  assert.deepEqual(kindsOf(result), ["unreadable answer"]);
  assert.equal(result.lifetime.timedOut, 0);
});

test("an answer without a length is complete when its connection closes", async (t) => {
  const server = await serveRaw(t, (socket) => socket.end("HTTP/1.1 200 OK\r\n\r\nto the end"));
  const result = await putLoad(server, {
    measuredSeconds: 0.3,
    requests: [get("/", { expect: { includes: "the end" } })],
  });
  assertReconciled(result);
  assert.deepEqual(result.failures, []);
  assert.ok(result.counts.completed > 4);
  assert.equal(server.accepted(), result.lifetime.completed);
});

test("an answer to HEAD is complete without the body that its length announces", async (t) => {
  const server = await serveHttp(t, (_request, response) => response.end("never sent"));
  const result = await putLoad(server, { measuredSeconds: 0.3, requests: [get("/", { method: "HEAD" }), get("/get")] });
  assertReconciled(result);
  assert.deepEqual(result.failures, []);
  assert.ok(result.kinds.every((kind) => kind.counts.completed > 4));
});

/** Answers that end with their head, though some announce a body, on connections that stay. */
const bareAnswers = [
  { title: "HEAD, with nothing on its length", method: "HEAD", head: "200 OK" },
  { title: "HEAD, in chunks", method: "HEAD", head: "200 OK\r\nTransfer-Encoding: chunked" },
  {
    title: "304, with the length of what was not sent",
    method: "GET",
    head: "304 Not Modified\r\nContent-Length: 1000",
  },
  { title: "304, in chunks", method: "GET", head: "304 Not Modified\r\nTransfer-Encoding: chunked" },
  { title: "204", method: "POST", head: "204 No Content" },
];

for (const { title, method, head } of bareAnswers) {
  test(`an answer without a body is followed by the next request at once: ${title}`, async (t) => {
    const server = await serveRaw(t, (socket) => socket.write(`HTTP/1.1 ${head}\r\n\r\n`));
    const requests = [get("/", { method, expect: { status: Number(head.slice(0, 3)) } })];
    for (const [put, connections] of [
      [putLoad, 4],
      [putOpenLoad, 32],
    ] as const) {
      const result = await put(server, { measuredSeconds: 0.3, requests });
      assertReconciled(result);
      assert.deepEqual(result.failures, []);
      assert.ok(result.counts.completed > 30, `${put.name}: ${result.counts.completed}`);
      assert.equal(result.connectionsOpened, connections, put.name);
    }
  });
}

test("an interim answer is not the answer", async (t) => {
  const server = await serveHttp(t, (_request, response) => {
    response.writeEarlyHints({ link: "</style.css>; rel=preload; as=style" });
    setTimeout(() => response.end("ok"), 5);
  });
  const result = await putLoad(server, { measuredSeconds: 0.3 });
  assertReconciled(result);
  assert.deepEqual(result.failures, []);
  assert.ok(result.latency.minMicros >= 4_000, `min ${result.latency.minMicros} µs`);
});

test("what a server says beyond its last answer is not the next connection's answer", async (t) => {
  const answer = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok";
  let requests = 0;
  const server = await serveRaw(t, (socket) => {
    requests += 1;
    socket.end(answer + answer + answer);
  });
  const result = await putLoad(server, { measuredSeconds: 0.3 });
  assertReconciled(result);
  assert.equal(result.lifetime.completed, requests);
  assert.equal(result.lifetime.sent, requests);
});
