import { aProcessEach, factsOf } from "./facts.ts";
import type { StrategyInfo } from "./strategy.ts";

/** What runs apart from Broadside. No host boots it: it is a URL, with commands where it has some. */
export const external: StrategyInfo = {
  name: "external",
  title: "External deployment",
  summary:
    "A URL that something else answers at (Compose, Kubernetes, another host); commands may bring it up and down.",
  options: {},
  fixedWorkers: null,
  extraProcesses: "not observed",
  processes: aProcessEach(),
  needs: "--external-url",
  facts: () => factsOf({}),
};
