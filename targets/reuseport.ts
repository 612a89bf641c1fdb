import { aProcessEach, hashedByKernel } from "./facts.ts";
import { sharingRefusal } from "./port-sharing.ts";
import { firstListener, type Strategy } from "./strategy.ts";

export const reuseport: Strategy = {
  name: "reuseport",
  title: "Processes, SO_REUSEPORT",
  summary: "N processes listen on the same port; the kernel gives each connection to one of them by a hash.",
  options: {},
  sharesPort: true,
  extraProcesses: "none",
  processes: aProcessEach(),
  runsAppInProcesses: true,
  needs: "a system that spreads connections over sockets on one port, such as Linux",
  facts: () => hashedByKernel,
  notApplicable: sharingRefusal,
  boot: async ({ app, workers, port: wanted, spawn, claimPort, listening }) => {
    const port = await claimPort(wanted);
    for (let index = 0; index < workers; index += 1) {
      spawn({ role: "worker", script: app.script, args: app.args, env: {}, port, sharesPort: true });
    }
    return firstListener(await listening("worker", workers)).port;
  },
};
