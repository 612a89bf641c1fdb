import assert from "node:assert/strict";
import type { WorldCase } from "../../../world-case.ts";

export const worldCase: WorldCase = {
  title: "a user without rights and without a home measures in a folder of their own",
  machine: "anotherUser",
  steps: [
    {
      run: ["--app", "./server.mjs", "-t", "single,cluster-os,reverse-proxy,nginx,haproxy", "-b", "1", "-d", "300ms"],
      ends: "measured",
      holds: async ({ run }) => {
        const { trials } = await run();
        assert.deepEqual(new Set(trials.map(({ status }) => status)), new Set(["measured"]));
      },
    },
  ],
};
