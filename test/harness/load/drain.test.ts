import assert from "node:assert/strict";
import { test } from "node:test";
import { drainCapSeconds, type LoadJob } from "../../../harness/load/job.ts";
import { get, putLoad, putOpenLoad, serveHttp } from "./servers.ts";

const job: LoadJob = {
  url: "http://127.0.0.1:1",
  requests: [get("/")],
  load: { kind: "closed", connections: 1, connectionMode: "keep-alive", timeoutSeconds: 10 },
  warmupSeconds: 1,
  measuredSeconds: 1,
  seed: 1,
};

test("the drain follows from the slowest response, at least 2 s, and ends when all have timed out", () => {
  assert.equal(drainCapSeconds(job, 0.01), 2);
  assert.equal(drainCapSeconds(job, 2), 6);
  assert.equal(drainCapSeconds(job, 5), drainCapSeconds(job, null));
  assert.ok(drainCapSeconds(job, null) > 10);
  assert.equal(drainCapSeconds({ ...job, drainSeconds: 1 }, 5), 1);
});

test("responses that take longer than the window are waited for, and none is an error", async (t) => {
  const server = await serveHttp(t, (_request, response) => void setTimeout(() => response.end("ok"), 2_500));
  const { counts, latency, slowestMicros } = await putOpenLoad(server, {
    warmupSeconds: 0,
    measuredSeconds: 0.2,
    load: { arrivals: "even", profile: [{ seconds: 0, rate: 20 }], timeoutSeconds: 60 },
  });
  assert.deepEqual(counts, { sent: 4, completed: 4, failed: 0, timedOut: 0, inFlight: 0 });
  assert.deepEqual(latency.lowerBounds, []);
  assert.ok((slowestMicros ?? 0) >= 2_500_000);
});

test("a request that is never answered is given up long before its timeout where the others are fast", async (t) => {
  let count = 0;
  const server = await serveHttp(t, (_request, response) => {
    count += 1;
    if (count !== 40) response.end("ok");
  });
  const { counts, drainSeconds } = await putOpenLoad(server, {
    warmupSeconds: 0,
    measuredSeconds: 0.5,
    load: { arrivals: "even", timeoutSeconds: 600 },
  });
  assert.equal(counts.inFlight, 1);
  assert.ok(drainSeconds < 300);
});

test("connections begin spread over the time that a response takes", async (t) => {
  const at: number[] = [];
  const server = await serveHttp(t, (_request, response) => {
    at.push(performance.now());
    setTimeout(() => response.end("ok"), 400);
  });
  await putLoad(server, {
    warmupSeconds: 0.4,
    measuredSeconds: 0.4,
    answerSeconds: 0.4,
    load: { connections: 4 },
  });
  const [first = 0, , , fourth = 0] = at;
  assert.ok(fourth - first >= 250, `${fourth - first} ms from the first to the fourth`);
});

test("all connections have begun by the end of a warm-up that is shorter than a response", async (t) => {
  let asked = 0;
  let askedAtEnd = 0;
  const server = await serveHttp(t, (_request, response) => {
    asked += 1;
    setTimeout(() => response.end("ok"), 500);
  });
  const changes = { warmupSeconds: 0.1, measuredSeconds: 1, answerSeconds: 600, load: { connections: 4 } };
  await putLoad(server, changes, { onWindowEnd: () => void (askedAtEnd = asked) });
  assert.ok(askedAtEnd >= 4, `${askedAtEnd} requests of 4 connections`);
});
