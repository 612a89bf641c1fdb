import { hashedByKernel, oneProcess } from "./facts.ts";
import { sharingRefusal } from "./port-sharing.ts";
import { firstListener, siblingScript, type Strategy } from "./strategy.ts";

export const threadsListen: Strategy = {
  name: "threads-listen",
  title: "Threads, SO_REUSEPORT",
  summary: "One process; each of N threads runs the whole app and listens on the same port.",
  options: {},
  sharesPort: true,
  runsInThreads: true,
  extraProcesses: "none (1 main thread, which answers nothing)",
  processes: oneProcess,
  needs: "a system that spreads connections over sockets on one port, such as Linux",
  facts: () => hashedByKernel,
  notApplicable: sharingRefusal,
  boot: async ({ app, workers, port: wanted, spawn, claimPort, listening }) => {
    spawn({
      role: "worker",
      threadRole: "worker",
      script: siblingScript(import.meta.filename, "./inside/threads"),
      args: [String(workers), app.script, ...app.args],
      env: {},
      port: await claimPort(wanted),
      sharesPort: true,
    });
    return firstListener(await listening("worker", workers)).port;
  },
};
