import assert from "node:assert/strict";
import type { WorldCase } from "../../../world-case.ts";

export const worldCase: WorldCase = {
  title: "a machine without IPv6 measures a server that names no address",
  isRepresentative: true,
  machine: "noIpv6",
  steps: [
    {
      run: [
        "--app",
        "./server.mjs",
        "-t",
        "single,cluster-os,reverse-proxy",
        "-b",
        "1",
        "-d",
        "300ms",
        "--warmup",
        "100ms",
      ],
      ends: "measured",
      holds: async ({ run }) => {
        const { trials } = await run();
        assert.deepEqual(
          trials.map(({ status }) => status),
          ["measured", "measured", "measured"],
        );
      },
    },
  ],
};
