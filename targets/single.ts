import { factsOf } from "./facts.ts";
import { firstListener, type Strategy } from "./strategy.ts";

export const single: Strategy = {
  name: "single",
  title: "Single process",
  summary: "One process on one core: what `node server.js` does. The baseline.",
  options: {},
  fixedWorkers: 1,
  extraProcesses: "none",
  needs: "nothing further",
  facts: () => factsOf({ isSingle: true }),
  notApplicable: () => null,
  boot: async ({ app, port, spawn, listening }) => {
    spawn({ role: "worker", script: app.script, args: app.args, env: {}, port });
    return firstListener(await listening("worker", 1)).port;
  },
};
