import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";

import type { SentRequest } from "../../../harness/load/cohort.ts";
import { createPool, type Pool } from "../../../harness/load/pool.ts";
import { mergeRecorded, type RecordedLoad } from "../../../harness/load/merge.ts";
import { createRecorder } from "../../../harness/load/recorder.ts";

type Bench = {
  readonly pool: Pool;
  /** On the wire, in the order in which they were put there. */
  readonly written: SentRequest[];
  /** Requests that are due now. */
  readonly offer: (count: number) => readonly SentRequest[];
  /** The connections answer that have waited longest for it. */
  readonly answer: (count: number) => void;
  readonly pass: (micros: number) => void;
  readonly finish: () => RecordedLoad;
};

/** A pool whose connections answer when they are told to, on a clock that stands still but for `pass`. */
function benchOf(connections: number, timeoutMillis = 1_000_000): Bench {
  const recorder = createRecorder(["a"]);
  const written: SentRequest[] = [];
  const answers: (() => void)[] = [];
  let now = 0;
  recorder.openWindow(0, 60_000_000);
  const traffic = {
    requests: [],
    recorder,
    perRequest: false,
    timeoutMillis,
    nowMicros: () => now,
    held: false,
    sending: true,
    onEnded: () => {},
  };
  const connect = (onFree: () => void): Pool["connections"][number] => ({
    open: () => {},
    send(_kind, sent) {
      written.push(sent);
      answers.push(() => {
        recorder.completed(sent, now, 0);
        onFree();
      });
    },
    giveUp: () => {},
    bytesReceived: () => 0,
    socketsOpened: () => 1,
    destroy: () => {},
  });
  const pool = createPool(connections, connect, traffic, () => 0);
  return {
    pool,
    written,
    offer(count) {
      const due = Array.from({ length: count }, () => ({ kind: 0, sent: recorder.requestDue(0, now) }));
      pool.offer(due);
      return due.map(({ sent }) => sent);
    },
    answer: (count) => answers.splice(0, count).forEach((end) => end()),
    pass: (micros) => void (now += micros),
    finish() {
      pool.destroy();
      recorder.endDrain(now);
      return mergeRecorded([recorder.finish()]);
    },
  };
}

describe("the connections of an open load", () => {
  it("keep requests waiting in order, and what waits for the target is not called the client's lateness", async () => {
    const { offer, answer, pass, written, finish } = benchOf(2);
    const due = [...offer(300)];
    for (let step = 0; step < 400; step += 1) {
      pass(10_000);
      answer(1);
      if (step < 100) due.push(...offer(1));
      if (step % 7 === 0) await nextTurn();
    }
    assert.deepEqual(written, due);
    const { pacing } = finish();
    assert.equal(pacing?.lag.count, 400);
    assert.equal(pacing.lag.micros.max, 0);
    assert.ok(pacing.service.micros.p50 <= 20_100);
  });

  it("send a freed connection's next request at once", () => {
    const { offer, answer, written } = benchOf(1);
    offer(3);
    assert.equal(written.length, 1);
    answer(1);
    assert.equal(written.length, 2);
  });

  it("send a burst in turns, so that answers are read in between, and tell what that delays as lateness", async () => {
    const { offer, pass, written, finish } = benchOf(1_000);
    offer(200);
    const turns: number[] = [written.length];
    while (written.length < 200) {
      pass(1_000);
      await nextTurn();
      turns.push(written.length);
    }
    assert.deepEqual(turns, [64, 128, 192, 200]);
    const { pacing } = finish();
    assert.deepEqual([pacing?.lag.count, pacing?.lag.micros.max], [200, 3_000]);
  });

  it("do not send what ran out of time while it waited", () => {
    const { pool, offer, answer, pass, written, finish } = benchOf(1, 100);
    const [first, ...late] = offer(3);
    pass(60_000);
    const [last] = offer(1);
    pass(50_000);
    assert.equal(pool.expire(), 60_000);
    answer(1);
    assert.deepEqual(written, [first, last]);
    assert.equal(finish().counts.timedOut, late.length);
  });
});
