import { aProcessEach, factsOf } from "./facts.ts";
import { singleName } from "./protocol.ts";
import { firstListener, type Strategy } from "./strategy.ts";

export const single: Strategy = {
  name: singleName,
  title: "Single process",
  summary: "One process on one core: what `node server.js` does. The baseline.",
  options: {},
  fixedWorkers: 1,
  extraProcesses: "none",
  processes: aProcessEach(),
  needs: "nothing further",
  facts: () => factsOf({ isSingle: true }),
  notApplicable: () => null,
  boot: async ({ app, port, spawn, listening }) => {
    spawn({ role: "worker", script: app.script, args: app.args, env: {}, port });
    return firstListener(await listening("worker", 1)).port;
  },
};
