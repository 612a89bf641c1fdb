import assert from "node:assert/strict";
import type { Step, WorldCase } from "../../../world-case.ts";

const app = ["--app", "./server.mjs", "-t", "single", "-b", "1", "--timeout", "60s"];
const mostBytes = 300_000_000;

function measured(...how: readonly string[]): Step {
  return {
    run: [...app, ...how],
    ends: [0, 4],
    neverSays: [/generator-failed/],
    holds: async (left) => {
      for (const trial of (await left.run()).trials) {
        assert.equal(trial.status, "measured");
        if (trial.status === "measured") assert.ok(trial.load.generatorMaxRssBytes < mostBytes);
      }
    },
  };
}

export const worldCase: WorldCase = {
  title: "downloads of 48 MB do not grow the generator, also where a text is looked for",
  source: "tsenart/vegeta#325",
  steps: [measured(), measured("--expect-text", "0123456789abcde\n0"), measured("--load", "open:4")],
};
