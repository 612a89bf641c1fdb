import assert from "node:assert/strict";
import { test } from "node:test";
import { pairEdges, type Edge } from "../../../harness/execute/probes.ts";
import type { ProbeSample } from "../../../targets/protocol.ts";

const second = 1e6;

/** A worker that has answered 100 requests a second since its start, of which it used 0.5 of a core. */
function sampleAt(seconds: number, change: Partial<ProbeSample> = {}): ProbeSample {
  return {
    pid: 7,
    threadId: 0,
    systemThreadId: 7,
    role: "worker",
    serves: true,
    atMicros: seconds * second,
    requestsStarted: 100 * seconds,
    requestsFinished: 100 * seconds,
    serverErrors: 0,
    connectionsOpen: 4,
    connectionsAccepted: 4,
    cpuMicros: 0.5 * seconds * second,
    poolWaitP50Micros: 0,
    rssBytes: 1,
    heapUsedBytes: 1,
    externalBytes: 1,
    gcMicros: 0,
    gcCount: 0,
    loopActiveMillis: 500 * seconds,
    loopIdleMillis: 500 * seconds,
    delayP50Micros: 0,
    delayP99Micros: 0,
    delayMaxMicros: 0,
    ...change,
  };
}

function edgeAt(seconds: number, samples: readonly ProbeSample[], missing: Edge["missing"] = []): Edge {
  return { askedAtMicros: seconds * second, samples, missing };
}

const unknown = (): null => null;

test("what a late probe counted is over its own time, and another's lateness moves nobody", () => {
  const other = { pid: 8, systemThreadId: 8 };
  const before = edgeAt(10, [sampleAt(10), sampleAt(11, other)]);
  const after = edgeAt(13, [sampleAt(13), sampleAt(13.1, other)]);
  const { workers, unread } = pairEdges(before, after, unknown);
  assert.deepEqual(unread, []);
  assert.deepEqual(
    workers.map(({ requests, intervalSeconds = 0 }) => [requests, Math.round(requests / intervalSeconds)]),
    [
      [300, 100],
      [210, 100],
    ],
  );
  for (const { cpuMicros } of workers) assert.equal(cpuMicros, 1.5 * second);
});

test("CPU time is the system's account of the window where there is one", () => {
  const { workers } = pairEdges(edgeAt(10, [sampleAt(12.9)]), edgeAt(13, [sampleAt(13)]), () => 2.9 * second);
  assert.equal(workers[0]?.cpuMicros, 2.9 * second);
});

test("a worker that answers too late is named, with by how much; a thread that answers nobody has no counts to be late", () => {
  const thread = { threadId: 3, systemThreadId: 9, serves: false };
  const before = edgeAt(10, [sampleAt(12), sampleAt(12, thread)]);
  const { workers, unread } = pairEdges(before, edgeAt(13, [sampleAt(13), sampleAt(13, thread)]), unknown);
  assert.equal(workers.length, 2);
  assert.deepEqual(unread, [{ pid: 7, threadId: 0, role: "worker", edge: "start", lateSeconds: 2 }]);
});

test("a worker that gave no answer at an edge is missing, once, and not taken for an idle one", () => {
  const silent = { pid: 8, threadId: 0, systemThreadId: 8, role: "worker", serves: true } as const;
  const named = { pid: 8, threadId: 0, role: "worker" };
  const never = pairEdges(edgeAt(10, [sampleAt(10)], [silent]), edgeAt(13, [sampleAt(13)], [silent]), unknown);
  assert.deepEqual(never.unread, [{ ...named, edge: "start", lateSeconds: null }]);
  const other = sampleAt(13, { pid: 8, systemThreadId: 8 });
  const first = pairEdges(edgeAt(10, [sampleAt(10)], [silent]), edgeAt(13, [sampleAt(13), other]), unknown);
  assert.deepEqual([first.workers.length, first.unread[0]?.edge], [1, "start"]);
});

test("a worker that began within the window had done nothing before it", () => {
  const { workers, unread } = pairEdges(edgeAt(10, []), edgeAt(13, [sampleAt(13)]), unknown);
  assert.deepEqual([workers[0]?.requests, unread], [1_300, []]);
});

test("a thread of a pool that is too busy for its probe has the CPU time that the system counts", () => {
  const busy = { pid: 7, threadId: 2, systemThreadId: 9, role: "worker", serves: false } as const;
  const edges = [edgeAt(10, [sampleAt(10)], [busy]), edgeAt(13, [sampleAt(13)], [busy])] as const;
  const told = pairEdges(...edges, ({ threadId }) => (threadId === 2 ? 2.7 * second : null));
  assert.deepEqual([told.workers[1]?.threadId, told.workers[1]?.cpuMicros, told.unread], [2, 2.7 * second, []]);
  assert.deepEqual(pairEdges(...edges, unknown).unread, [
    { pid: 7, threadId: 2, role: "worker", edge: "start", lateSeconds: null },
  ]);
});

test("a thread of a pool that had ended by the end of the window is no worker that did not report", () => {
  const ended = { pid: 7, threadId: 2, systemThreadId: 9, role: "worker", serves: false } as const;
  const [before, after] = [edgeAt(10, [sampleAt(10)], [ended]), edgeAt(13, [sampleAt(13)], [])];
  assert.deepEqual(pairEdges(before, after, unknown).unread, []);
  const server = { ...ended, serves: true };
  assert.equal(pairEdges(edgeAt(10, [sampleAt(10)], [server]), after, unknown).unread.length, 1);
});
