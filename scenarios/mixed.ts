import type { Scenario } from "../harness/model/index.ts";
import { sampleApp } from "./sample-app.ts";
import { standard } from "./standard.ts";

export const mixed: Scenario = {
  ...standard,
  name: "mixed",
  title: "Cheap requests behind heavy ones",
  description:
    "Nine requests of ten cost about 0.65 ms of CPU and the tenth about 16 ms. They come at their own times, at 80% of what the baseline can answer. Shows in the cheap ones' tail how well each way to hand out requests keeps them from waiting behind a heavy one.",
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
  // A closed loop waits with whoever waits, so that few are there to be slow.
  openShare: 0.8,
  victim: "cheap",
  // A tail takes more requests than a mean does: at some hundred a second, a dozen are beyond its p99.
  measuredSeconds: 4,
  // The optimum first, as the baseline; then each way to hand out requests, from the best informed to the blindest.
  strategies: [
    "reverse-proxy:central-queue",
    "worker-threads",
    "reverse-proxy:least-connections",
    "reverse-proxy:two-choices",
    "reverse-proxy:round-robin",
    "reverse-proxy:hash-connection",
    "cluster-round-robin",
    "haproxy:central-queue",
  ],
};
