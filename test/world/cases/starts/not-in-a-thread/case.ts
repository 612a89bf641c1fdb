import assert from "node:assert/strict";
import type { WorldCase } from "../../../world-case.ts";

const short = ["-b", "2", "-d", "300ms", "--warmup", "100ms", "-c", "4", "-w", "2"];

export const worldCase: WorldCase = {
  title: "an app that cannot run in a thread is found out once, and the other strategies are measured without a doubt",
  steps: [
    {
      run: ["--app", "./server.cjs", "-t", "single,threads-listen,cluster-os", ...short, "--expect-text", "from app"],
      ends: "measured",
      says: [
        /not applicable: threads-listen: the app does not run in a thread: server\.cjs threw ".*process\.chdir\(\) is not supported in workers/,
      ],
      neverSays: [/trials failed/],
      holds: async ({ run }) => {
        const { plan, trials } = await run();
        assert.deepEqual(
          plan.arms.map(({ id }) => id),
          ["single", "cluster-os"],
        );
        assert.deepEqual(
          plan.notApplicable.map(({ strategy }) => strategy),
          ["threads-listen"],
        );
        assert.deepEqual(new Set(trials.map(({ status }) => status)), new Set(["measured"]));
      },
    },
    {
      run: ["map", "--app", "./server.cjs", "-t", "single,threads-listen", "-w", "2"],
      ends: 2,
      says: [/a map compares at least two strategies; threads-listen is left out: the app does not run in a thread/],
    },
  ],
};
