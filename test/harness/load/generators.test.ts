import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { startGenerator } from "../../../harness/load/client.ts";
import type { LoadJob } from "../../../harness/load/job.ts";
import type { LoadResult, OpenLoad } from "../../../harness/model/index.ts";
import { get, jobOn, median, putOpenLoad, serveHttp, type TestServer } from "./servers.ts";

/** A server that keeps the time and the path of each request. */
async function serveAndNote(t: TestContext) {
  const seen: { readonly millis: number; readonly path: string }[] = [];
  const server = await serveHttp(t, (request, response) => {
    seen.push({ millis: performance.now(), path: request.url ?? "" });
    response.end("ok");
  });
  return { server, seen };
}

/** Runs the job by two processes. The window is told of once. */
async function byTwo(t: TestContext, job: LoadJob, tell: (what: string) => void = () => {}): Promise<LoadResult> {
  const generator = await startGenerator(2);
  t.after(() => generator.close());
  assert.equal(new Set(generator.pids).size, 2);
  const told: string[] = [];
  const note = (what: string): void => {
    told.push(what);
    tell(what);
  };
  const hooks = { onWindowStart: () => note("start"), onWindowEnd: () => note("end") };
  const result = await generator.run(job, hooks);
  assert.deepEqual(told, ["start", "end"]);
  for (const { sent, completed, failed, timedOut, inFlight } of [result.counts, result.lifetime]) {
    assert.equal(sent, completed + failed + timedOut + inFlight);
  }
  return result;
}

function openOn(server: TestServer, load: Partial<OpenLoad> = {}): LoadJob {
  return {
    ...jobOn(server, { requests: [get("/a"), get("/b")], warmupSeconds: 0.2 }),
    load: {
      kind: "open",
      arrivals: "even",
      profile: [{ seconds: 0, rate: 200 }],
      connections: 9,
      connectionMode: "keep-alive",
      timeoutSeconds: 2,
      ...load,
    },
  };
}

test("two processes share a closed loop: what they sent, received and opened is what the server saw", async (t) => {
  const { server, seen } = await serveAndNote(t);
  const job = jobOn(server, { requests: [get("/a"), get("/b")], warmupSeconds: 0.2, load: { connections: 5 } });
  const result = await byTwo(t, job);
  assert.equal(result.lifetime.completed, seen.length);
  assert.equal(result.connectionsOpened, 5);
  assert.equal(server.accepted(), 5);
  assert.ok(result.counts.completed > 0 && result.counts.completed < seen.length);
  assert.equal(result.latency.count, result.counts.completed);
  assert.equal(
    result.bins.reduce((sum, { completed }) => sum + completed, 0),
    result.completedInWindow,
  );
  const { generatorCpuMicros, busiestGeneratorCpuMicros = Infinity } = result;
  assert.ok(busiestGeneratorCpuMicros < generatorCpuMicros && busiestGeneratorCpuMicros >= generatorCpuMicros / 2);
  assert.equal(result.pacing, undefined);
});

test("two processes take turns in an open loop: together they are as even, and as mixed, as one", async (t) => {
  const { server, seen } = await serveAndNote(t);
  const result = await byTwo(t, openOn(server));
  assert.equal(result.counts.sent, 100);
  assert.equal(result.lifetime.completed, seen.length);
  assert.equal(result.connectionsOpened, 9);
  assert.equal(server.accepted(), 9);
  assert.equal(result.pacing?.lag.count, 100);
  const gaps = seen.slice(1).map(({ millis }, index) => millis - (seen[index]?.millis ?? 0));
  // Out of step, half of the gaps would be short by as much as the other half is long.
  const off = median(gaps.map((gap) => Math.abs(gap - 5)));
  assert.ok(off < 1.5, `gaps of 5 ms are ${off} ms off (median)`);
  const hundred = seen.slice(0, 100).map(({ path }) => path);
  assert.equal(hundred.filter((path) => path === "/a").length, 50);
});

test("two processes send the Poisson arrivals of one", async (t) => {
  const { server } = await serveAndNote(t);
  const job = openOn(server, { arrivals: "poisson" });
  const alone = await putOpenLoad(server, { requests: job.requests, warmupSeconds: 0.2, load: { connections: 9 } });
  const both = await byTwo(t, job);
  assert.equal(both.counts.sent, alone.counts.sent);
  assert.deepEqual(
    both.kinds.map(({ name, counts }) => [name, counts.sent]),
    alone.kinds.map(({ name, counts }) => [name, counts.sent]),
  );
});

test("no process stops before the requests of all have ended: the last of them meet the whole load", async (t) => {
  let phase = "";
  let held: { readonly socket: unknown; readonly answer: () => void } | null = null;
  let othersAfterEnd = 0;
  const server = await serveHttp(t, (request, response) => {
    const answer = (): void => void response.end("ok");
    if (phase === "start" && held === null) {
      held = { socket: request.socket, answer };
      return;
    }
    answer();
    if (phase !== "end" || request.socket === held?.socket) return;
    othersAfterEnd += 1;
    if (othersAfterEnd === 50) held?.answer();
  });
  const { counts } = await byTwo(t, jobOn(server, { warmupSeconds: 0.1, load: { connections: 2 } }), (what) => {
    phase = what;
  });
  assert.ok(othersAfterEnd >= 50, `${othersAfterEnd} requests after the window`);
  assert.equal(counts.completed, counts.sent);
});
