import assert from "node:assert/strict";
import type { WorldCase } from "../../../world-case.ts";

export const worldCase: WorldCase = {
  title: "an agent and an inspector at fixed ports, a port for itself, and a page from its own API hold up no strategy",
  source: "open-telemetry/opentelemetry-js#1252, nuxt-community/axios-module#308",
  isRepresentative: true,
  steps: [
    {
      run: [
        "--app",
        ".",
        "--app-port",
        "4321",
        "--path",
        "/",
        "--expect-text",
        "from the api",
        "-t",
        "single,cluster-round-robin,reverse-proxy",
        "-b",
        "1",
        "-d",
        "300ms",
        "--warmup",
        "100ms",
        "--boot-timeout",
        "40",
        "-c",
        "4",
      ],
      ends: "measured",
      holds: async ({ run, stdout }) => {
        const { trials } = await run();
        assert.deepEqual(
          trials.map(({ status }) => status),
          ["measured", "measured", "measured"],
        );
        // What the page sends to its own API is no load.
        assert.doesNotMatch(stdout, /disagree/);
      },
    },
  ],
};
