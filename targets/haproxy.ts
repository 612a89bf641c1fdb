import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkWith, findProgram, missingProgram, runAsProxy } from "./programs.ts";
import { optionValue, type Strategy } from "./strategy.ts";

/** How haproxy picks a worker, in the words of its configuration. */
const methods = {
  "least-connections": "leastconn",
  "round-robin": "roundrobin",
  random: "random(1)",
  "two-choices": "random(2)",
  // The servers' own limit of one request makes it a queue; the method only decides among those that are free.
  "central-queue": "leastconn",
  "hash-address": "source",
} as const;

const namedMethods = {
  "hash-header": (name: string) => `hdr(${name})`,
} as const;

function methodOf(balancer: string): string {
  const [kind = "", name = ""] = balancer.split("=", 2);
  const plain = Object.entries(methods).find(([known]) => known === balancer);
  const named = Object.entries(namedMethods).find(([known]) => known === kind);
  if (plain !== undefined) return plain[1];
  if (named === undefined || !/^\w[\w-]*$/.test(name)) throw new RangeError(`haproxy has no balancer "${balancer}"`);
  return named[1](name);
}

/** Its configuration: one thread, pooled connections to the app's workers, the comparison's keep-alive. */
export function haproxyConfiguration(
  balancer: string,
  port: number,
  upstreams: readonly number[],
  { backlog, keepAliveTimeoutSeconds }: { readonly backlog: number; readonly keepAliveTimeoutSeconds: number },
): string {
  const limit = balancer === "central-queue" ? " maxconn 1" : "";
  const servers = upstreams.map(
    (upstream, index) =>
      `  server worker${index + 1} 127.0.0.1:${upstream} check inter 500ms fall 1 rise 1 pool-purge-delay 60s${limit}`,
  );
  return `global
  nbthread 1
  log stderr local0 warning
defaults
  mode http
  http-reuse always
  timeout connect 100ms
  timeout client ${keepAliveTimeoutSeconds}s
  timeout http-keep-alive ${keepAliveTimeoutSeconds}s
  timeout server 30s
  timeout queue 30s
  retries 2
  option redispatch 1
  option forwardfor
  retry-on conn-failure empty-response
frontend front
  bind 127.0.0.1:${port} backlog ${backlog}
  http-request set-header Host 127.0.0.1 unless { req.hdr(host) -m found }
  default_backend app
backend app
  balance ${methodOf(balancer)}
${servers.join("\n")}
`;
}

export const haproxy: Strategy = {
  name: "haproxy",
  title: "haproxy",
  summary: "haproxy, as installed, in front of N processes; with central-queue each worker gets one request at a time.",
  options: {
    balancer: {
      describe: "how haproxy picks a worker for a request",
      values: ["least-connections", "round-robin", "random", "two-choices", "central-queue", "hash-address"],
      namedValues: Object.keys(namedMethods),
    },
  },
  extraProcesses: "1 haproxy",
  needs: "haproxy",
  missing: () => missingProgram("haproxy", "on Debian and Ubuntu: apt-get install haproxy"),
  notApplicable: () => null,
  boot: async (context) => {
    const { app, workers, options, port: wanted, settings, spawn, claimPort, listening, folder } = context;
    for (let index = 0; index < workers; index += 1) {
      spawn({ role: "worker", script: app.script, args: app.args, env: {}, port: 0 });
    }
    const upstreams = await listening("worker", workers);
    const port = await claimPort(wanted);
    const file = join(folder(), "haproxy.cfg");
    const balancer = optionValue(haproxy, options, "balancer");
    const ports = upstreams.map((upstream) => upstream.port);
    writeFileSync(file, haproxyConfiguration(balancer, port, ports, settings));
    const command = findProgram("haproxy") ?? "haproxy";
    await checkWith(command, ["-c", "-f", file]);
    return (await runAsProxy(context, port, command, ["-db", "-f", file])).port;
  },
};
