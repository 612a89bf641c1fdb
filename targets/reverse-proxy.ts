import { balancerNames, namedBalancers } from "./proxy/balancers.ts";
import { firstListener, optionValue, siblingScript, type Strategy } from "./strategy.ts";

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
  needs: "nothing further",
  notApplicable: () => null,
  boot: async ({ app, workers, options, port, spawn, listening }) => {
    for (let index = 0; index < workers; index++) {
      spawn({ role: "worker", script: app.script, args: app.args, env: {}, port: 0 });
    }
    const upstreams = await listening("worker", workers);
    spawn({
      role: "proxy",
      script: siblingScript(import.meta.filename, "./proxy/proxy"),
      args: [optionValue(reverseProxy, options, "balancer"), ...upstreams.map((upstream) => String(upstream.port))],
      env: {},
      port,
    });
    return firstListener(await listening("proxy", 1)).port;
  },
};
