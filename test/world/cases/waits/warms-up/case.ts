import assert from "node:assert/strict";
import type { WorldCase } from "../../../world-case.ts";

const run = ["--app", "./server.mjs", "-t", "single", "-b", "1", "-d", "300ms", "--warmup", "100ms"];

export const worldCase: WorldCase = {
  title: "an app that answers 503 until it is warm has as long as --boot-timeout says",
  source: "DataZooDE/flapi#114",
  steps: [
    {
      run: [...run, "--boot-timeout", "60s"],
      ends: "measured",
      says: [/waiting for a correct response: GET \/ returned 503: "model is loading"/],
      holds: async (left) => {
        for (const trial of (await left.run()).trials) {
          assert.equal(trial.status, "measured");
          if (trial.status === "measured") assert.ok(trial.times.readySeconds >= 5);
        }
      },
    },
    {
      run: [...run, "--boot-timeout", "2s", "--env", "LOADING_MS=600000"],
      ends: 2,
      says: [/GET \/ returned 503: "model is loading", still the same after 2 s/, /raise --boot-timeout/],
    },
  ],
};
