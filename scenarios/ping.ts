import type { Scenario } from "../harness/model/index.ts";
import { sampleApp } from "./sample-app.ts";
import { standard } from "./standard.ts";

export const ping: Scenario = {
  ...standard,
  name: "ping",
  title: "Next to no work, connections kept alive",
  description:
    "Every request is answered with one word. Shows what a strategy itself costs; on a small machine the load generator may be the limit before the app is.",
  bound: "HTTP handling",
  app: sampleApp,
  requests: [
    { name: "ping", weight: 1, method: "GET", path: "/ping", headers: {}, expect: { status: 200, includes: "pong" } },
  ],
  connectionMode: "keep-alive",
  // Cheap answers need more of them in flight to keep a worker from waiting for the generator's next turn.
  connections: 32,
};
