import { aProcessEach, behindProxy } from "./facts.ts";
import { balancerNames, namedBalancers } from "./proxy/balancers.ts";
import { firstListener, optionValue, siblingScript, type Strategy } from "./strategy.ts";
import { startWorkers } from "./workers.ts";

export const reverseProxy: Strategy = {
  name: "reverse-proxy",
  title: "Reverse proxy",
  summary: "Our Node.js proxy in front of N processes; picks a worker for each request over pooled connections.",
  options: {
    balancer: {
      describe: "how the proxy picks a worker for a request",
      values: balancerNames,
      namedValues: namedBalancers,
    },
  },
  extraProcesses: "1 proxy",
  processes: aProcessEach({ proxy: 1 }),
  runsAppInProcesses: true,
  needs: "nothing further",
  facts: (options) => behindProxy(options),
  notApplicable: () => null,
  boot: async (context) => {
    const { options, port, spawn, listening } = context;
    const { scheme, ports, maxHeadBytes } = await startWorkers(context);
    spawn({
      role: "proxy",
      script: siblingScript(import.meta.filename, "./proxy/proxy"),
      args: [
        optionValue(reverseProxy, options, "balancer"),
        String(maxHeadBytes),
        ...ports.map((worker) => `${scheme}://127.0.0.1:${worker}`),
      ],
      env: {},
      port,
    });
    return firstListener(await listening("proxy", 1)).port;
  },
};
