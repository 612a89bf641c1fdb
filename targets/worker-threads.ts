import { factsOf, oneProcess } from "./facts.ts";
import { firstListener, type Strategy } from "./strategy.ts";

export const workerThreads: Strategy = {
  name: "worker-threads",
  title: "Worker threads",
  summary: "One process accepts; CPU work goes to a pool of N threads, where the app offers one.",
  options: {},
  extraProcesses: "none (1 acceptor thread)",
  processes: oneProcess,
  needs: "an app that offers a thread pool for its CPU work",
  facts: () =>
    factsOf({
      usesPoolOfApp: true,
      unevenness: {
        cause: "a pool gives a task to a thread that is free, which with little work is mostly the same",
        action:
          "No action needed where there is less work than the threads could do: a pool gives it to any that is free.",
      },
    }),
  notApplicable: (app) =>
    app.poolVariable === undefined
      ? "the app offers no thread pool for its CPU work (an environment variable that sets the number of threads)"
      : null,
  boot: async ({ app, workers, port, spawn, listening }) => {
    const env = app.poolVariable === undefined ? {} : { [app.poolVariable]: String(workers) };
    spawn({ role: "worker", threadRole: "worker", script: app.script, args: app.args, env, port });
    return firstListener(await listening("worker", 1)).port;
  },
};
