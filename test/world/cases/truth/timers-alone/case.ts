import type { WorldCase } from "../../../world-case.ts";

/** Its event loop is busy less than half of the time, in bursts of 13 ms, where a wait for the pool would be told. */
export const worldCase: WorldCase = {
  title: "an app that answers from timers is not told that libuv's pool is its limit",
  steps: [
    {
      run: ["--app", "./server.mjs", "-t", "single", "-b", "2", "-d", "1s", "-c", "64"],
      ends: "measured",
      neverSays: [/libuv's pool/],
    },
  ],
};
