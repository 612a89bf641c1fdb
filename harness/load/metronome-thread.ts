/* oxlint-disable unicorn/require-post-message-target-origin -- threads, not windows */
/** Entry of the metronome's thread: sleeps until a request is due, and wakes the thread that sends it. */
import { parentPort, workerData } from "node:worker_threads";

import { makeArrivals } from "./arrivals.ts";
import { isMetronomeOrder } from "./metronome.ts";

const order: unknown = workerData;
if (!isMetronomeOrder(order)) throw new TypeError("this thread is the metronome's");
const { plan } = order;
const awake = new Int32Array(order.awake);
const neverNotified = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

parentPort?.once("message", (startNanos: bigint) => beat(startNanos));
parentPort?.postMessage("ready");

function beat(startNanos: bigint): void {
  const nextArrival = makeArrivals(plan);
  const nowSeconds = (): number => Number(process.hrtime.bigint() - startNanos) / 1e9;
  for (let due = nextArrival(); due < Infinity; due = nextArrival()) {
    for (let left = due - nowSeconds(); left > 0; left = due - nowSeconds()) {
      Atomics.wait(neverNotified, 0, 0, left * 1_000);
    }
    // One message is enough, however many are due by the time it is read.
    if (Atomics.exchange(awake, 0, 1) === 0) parentPort?.postMessage("beat");
  }
}
