import assert from "node:assert/strict";
import { chownSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { WorldCase } from "../../../world-case.ts";

export const worldCase: WorldCase = {
  title: "a user without rights and without a home measures in a folder of their own",
  machine: "anotherUser",
  prepare: (folder) => writeFileSync(join(folder, "others.mjs"), "", { mode: 0o600 }),
  steps: [
    {
      change: (folder) => chownSync(join(folder, "others.mjs"), 0, 0),
      run: ["--app", "./others.mjs", "-t", "single"],
      ends: 2,
      says: [/--app \.\/others\.mjs: this user cannot read it/, /ls -l \S+others\.mjs/],
    },
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
