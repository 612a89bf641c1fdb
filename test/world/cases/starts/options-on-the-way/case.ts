import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { WorldCase } from "../../../world-case.ts";

const quick = ["-t", "single", "-b", "1", "-d", "300ms", "--warmup", "100ms", "-c", "4"];

export const worldCase: WorldCase = {
  title: "what is given to a manager of processes, to a watcher or in a file of variables reaches the app, or is said",
  steps: [
    {
      run: ["--app", ".", ...quick, "--expect-text", "ledger of eu, traced"],
      ends: "measured",
      holds: async ({ run }) => {
        const { plan } = await run();
        const options = ["--env-file=../.env.shared", "--import", "../hooks/trace.mjs", "--stack-size=900"];
        assert.deepEqual(plan.app?.nodeArgs, options);
        assert.match(plan.description, /without pm2-runtime; without its --max-memory-restart\./);
      },
    },
    {
      change: (folder) => {
        const path = join(folder, "package.json");
        writeFileSync(path, readFileSync(path, "utf8").replace('"start"', '"shared"').replace('"watched"', '"start"'));
      },
      run: ["--app", ".", ...quick, "--expect-text", "no banner, traced"],
      ends: "measured",
    },
  ],
};
