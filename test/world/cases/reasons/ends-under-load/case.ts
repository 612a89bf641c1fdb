import assert from "node:assert/strict";
import type { WorldCase } from "../../../world-case.ts";

export const worldCase: WorldCase = {
  title: "an app that ends under load is told in its own words under every strategy, with what to paste",
  source: "Unitech/pm2#5298",
  isRepresentative: true,
  steps: [
    {
      run: ["--app", "./server.mjs", "-t", "single,haproxy", "-w", "1", "-b", "1", "-d", "300ms", "--warmup", "200ms"],
      ends: 4,
      says: [
        /It runs on Node\.js \S+, but \S+\/\.nvmrc requires v20\.11\.1; versions older than 22\.18 cannot be measured/,
        /server\.mjs threw "Error: no order could be loaded, caused by Error: remaining connection slots are reserved" and exited with code 1, [\d.]+ s after it started listening/,
        /A single request may end it, or many at once: send it one by hand\. Start it by hand to see more: cd \S+ && \S*NODE_ENV=production node \S+\/server\.mjs/,
      ],
      neverSays: [/must listen|node:internal|is DOWN/],
      holds: async ({ run }) => {
        const { trials } = await run();
        const codes = trials.map((trial) => (trial.status === "failed" ? trial.failure.code : trial.status));
        assert.deepEqual(codes, ["app-threw", "app-threw"]);
      },
    },
  ],
};
