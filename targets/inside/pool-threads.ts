import { isMainThread } from "node:worker_threads";

const variable = "UV_THREADPOOL_SIZE";

/** A thread has a copy of its process's environment, and what it puts into that is not seen by libuv. */
const atStart = process.env[variable];

/** The threads that libuv's pool has once it is used, as the environment now says it (`init_threads` in libuv's threadpool.c). */
export function poolThreads(): number {
  const text = isMainThread ? process.env[variable] : atStart;
  if (text === undefined) return 4;
  const asked = Number.parseInt(text, 10) || 1;
  return asked < 0 ? 1_024 : Math.min(1_024, asked);
}
