import assert from "node:assert/strict";
import type { WorldCase } from "../../../world-case.ts";

const quick = ["-t", "single,reverse-proxy", "-b", "1", "-d", "300ms", "--warmup", "100ms", "-c", "4", "-w", "2"];

export const worldCase: WorldCase = {
  title: "what a watcher and a loader of variables start is measured without the watcher, with the variables",
  steps: [
    {
      run: ["--app", ".", ...quick, "--expect-text", "from the file"],
      ends: "measured",
      holds: async ({ run }) => {
        const { plan } = await run();
        assert.match(plan.description, /"npm run build" before it is not run; without nodemon\./);
        assert.deepEqual(plan.app?.nodeArgs, ["--env-file=.env.prod", "--report-dir", "/tmp"]);
      },
    },
  ],
};
