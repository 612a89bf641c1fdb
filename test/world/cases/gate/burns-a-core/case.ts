import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { commitAll, holdsCpuRatio, shortGate } from "../../../repository.ts";
import type { WorldCase } from "../../../world-case.ts";

/** A thread of the app's own that never rests, as a watcher in a loop or a broken timer is. */
const busyThread = `
new (require("node:worker_threads").Worker)("for (;;);", { eval: true });
`;

export const worldCase: WorldCase = {
  title: "a version that burns a core beside its requests slows the machine's work too, and is told all the same",
  prepare: (folder) => {
    writeFileSync(join(folder, ".gitignore"), "results/\n");
    commitAll(folder);
    appendFileSync(join(folder, "server.cjs"), busyThread);
  },
  steps: [
    {
      run: ["gate", "--base", "HEAD", "--app", "./server.cjs", ...shortGate],
      ends: [1, 3],
      neverSays: [/PASS/],
      holds: holdsCpuRatio(1.3),
    },
  ],
};
