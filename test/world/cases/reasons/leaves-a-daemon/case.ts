import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive } from "../../../../../harness/observe/processes.ts";
import type { WorldCase } from "../../../world-case.ts";

export const worldCase: WorldCase = {
  title: "what an app starts as a daemon, with an empty environment, is ended with it",
  steps: [
    {
      run: ["--app", "./server.mjs", "-t", "single", "-b", "1", "-d", "300ms", "--warmup", "100ms"],
      ends: "measured",
      holds: ({ folder }) => {
        assert.equal(isAlive(Number(readFileSync(join(folder, "helper.pid"), "utf8"))), false);
      },
    },
  ],
};
