import assert from "node:assert/strict";
import type { WorldCase } from "../../../world-case.ts";

const run = ["--app", "./server.mjs", "-t", "single", "-b", "1", "-c", "16"];

export const worldCase: WorldCase = {
  title: "responses of 3 s are measured in windows that hold them, and none is called wrong",
  steps: [
    {
      run,
      ends: "measured",
      says: [/a response takes 3\.?\d* s: each trial is measured for/],
      neverSays: [/failed|timed out|never completed/],
      holds: async (left) => {
        for (const trial of (await left.run()).trials) {
          assert.equal(trial.status, "measured");
          if (trial.status !== "measured") continue;
          const { counts, latency, completedInWindow, windowSeconds } = trial.load;
          assert.equal(counts.completed, counts.sent);
          assert.ok(latency.micros.p50 >= 3_000_000);
          // 16 connections, 3 s each; a busy machine only makes it less.
          assert.ok(completedInWindow / windowSeconds <= 16 / 3 + 1);
        }
      },
    },
    { run: [...run, "-d", "1s"], ends: 2, says: [/--duration is 1 s/, /Give --duration \d+(\.5)?s --warmup/] },
  ],
};
