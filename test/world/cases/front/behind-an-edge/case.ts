import assert from "node:assert/strict";
import type { WorldCase } from "../../../world-case.ts";

export const worldCase: WorldCase = {
  title: "headers of an edge, a session of 30 kB and uploads that nobody reads pass whatever is in front",
  source: "ChuckJonas/next-ssl-redirect-middleware#8, vercel/serve#585",
  steps: [
    {
      run: ["-b", "1", "-d", "300ms", "--warmup", "100ms", "-c", "4", "--boot-timeout", "40"],
      ends: "measured",
      holds: async ({ run }) => {
        const { trials } = await run();
        assert.deepEqual(new Set(trials.map(({ status }) => status)), new Set(["measured"]));
        assert.equal(trials.length, 5);
      },
    },
  ],
};
