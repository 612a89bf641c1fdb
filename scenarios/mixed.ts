import type { Scenario } from "../harness/model/index.ts";
import { sampleApp } from "./sample-app.ts";
import { standard } from "./standard.ts";

export const mixed: Scenario = {
  ...standard,
  name: "mixed",
  title: "Cheap requests behind heavy ones",
  description:
    "Nine requests of ten cost about 0.65 ms of CPU and the tenth about 16 ms. Shows in the cheap ones' tail how well each strategy keeps them from waiting behind a heavy one.",
  bound: "CPU",
  app: sampleApp,
  requests: [
    {
      name: "cheap",
      weight: 9,
      method: "GET",
      path: "/report?rows=5000",
      headers: {},
      expect: { status: 200, includes: '"checksum":"73aaf5bdd36ccc27"' },
    },
    {
      name: "heavy",
      weight: 1,
      method: "GET",
      path: "/report?rows=100000",
      headers: {},
      expect: { status: 200, includes: '"checksum":"f13c9e0963a3e5e7"' },
    },
  ],
  connectionMode: "keep-alive",
  // Several for each worker, so that a worker busy with a heavy request has others waiting for it.
  connections: 16,
};
