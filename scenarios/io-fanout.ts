import type { Scenario } from "../harness/model/index.ts";
import { sampleApp, sampleUpstream } from "./sample-app.ts";
import { standard } from "./standard.ts";

export const ioFanout: Scenario = {
  ...standard,
  name: "io-fanout",
  title: "Four calls to another service, 20 ms each",
  description:
    "Every request waits for four parallel calls to an upstream service that answers after 20 ms. Shows whether more workers help a service that mostly waits.",
  bound: "network I/O",
  app: sampleApp,
  dependencies: [sampleUpstream],
  requests: [
    {
      name: "fanout",
      weight: 1,
      method: "GET",
      path: "/fanout?calls=4&delay=20",
      headers: {},
      expect: { status: 200, includes: '"totalPrice":3190' },
    },
  ],
  connectionMode: "keep-alive",
  // At most 64 / 20 ms = 3,200 requests a second: many in flight at once, with a single process and the upstream
  // service still well below a core each (0.35 and 0.15 of one where it was chosen), so that waiting stays the limit.
  connections: 64,
};
