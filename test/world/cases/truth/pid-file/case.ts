import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { WorldCase } from "../../../world-case.ts";

export const worldCase: WorldCase = {
  title: "an app of which one instance may run is measured as one, and left as it was found",
  source: "Storj/storjshare-cli#101",
  isRepresentative: true,
  steps: [
    {
      run: [
        "--app",
        "./server.mjs",
        "-t",
        "single,cluster-os",
        "-w",
        "2",
        "-b",
        "2",
        "-d",
        "300ms",
        "--warmup",
        "100ms",
      ],
      ends: 0,
      says: [
        /cluster-os was not measured: server\.mjs exited with code 1(?:, in one worker, after another had started listening)?: refusing to start: service\.pid exists\./,
      ],
      holds: async ({ folder, run }) => {
        assert.ok(!existsSync(join(folder, "service.pid")), "a killed worker left its pid file");
        const { trials } = await run();
        const statusOf = (arm: string) =>
          new Set(trials.filter(({ armId }) => armId === arm).map(({ status }) => status));
        assert.deepEqual([statusOf("single"), statusOf("cluster-os")], [new Set(["measured"]), new Set(["failed"])]);
      },
    },
  ],
};
