import type { Scenario } from "../harness/model/index.ts";
import { ping } from "./ping.ts";

export const churn: Scenario = {
  ...ping,
  name: "churn",
  title: "Next to no work, a new connection for each request",
  description:
    "Every request opens a connection, is answered with one word, and closes it. Shows what accepting and handing out connections costs, which connections kept alive hide. Uses as many connections at once as `ping`.",
  bound: "accepting connections",
  connectionMode: "per-request",
};
