import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkWith, findProgram, missingProgram, runAsProxy } from "./programs.ts";
import { optionValue, type Strategy } from "./strategy.ts";
import type { ServerSettings } from "./protocol.ts";

/** How nginx picks a worker, in the words of its configuration. */
const methods = {
  "least-connections": "least_conn;",
  "round-robin": "",
  random: "random;",
  "two-choices": "random two least_conn;",
  "hash-address": "hash $remote_addr consistent;",
  "hash-connection": 'hash "$remote_addr $remote_port" consistent;',
} as const;

const namedMethods = {
  "hash-header": (name: string) => `hash $http_${name.toLowerCase().replaceAll("-", "_")} consistent;`,
  "hash-cookie": (name: string) => `hash $cookie_${name} consistent;`,
} as const;

function methodOf(balancer: string): string {
  const [kind = "", name = ""] = balancer.split("=", 2);
  const plain = Object.entries(methods).find(([known]) => known === balancer);
  const named = Object.entries(namedMethods).find(([known]) => known === kind);
  if (plain !== undefined) return plain[1];
  if (named === undefined || !/^\w[\w-]*$/.test(name)) throw new RangeError(`nginx has no balancer "${balancer}"`);
  return named[1](name);
}

/**
 * Its configuration: one worker process, pooled connections to the app's workers, no limit on requests per connection
 * and the comparison's keep-alive. Every path is relative to its own folder.
 */
export function nginxConfiguration(
  balancer: string,
  port: number,
  upstreams: readonly number[],
  { backlog, keepAliveTimeoutSeconds }: Pick<ServerSettings, "backlog" | "keepAliveTimeoutSeconds">,
): string {
  const user = process.getuid?.() === 0 ? "user root;\n" : "";
  return `${user}daemon off;
worker_processes 1;
pid nginx.pid;
error_log stderr warn;
events { worker_connections 16384; }
http {
  access_log off;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  client_max_body_size 0;
  map $http_host $asked_host { "" 127.0.0.1; default $http_host; }
  upstream app {
    zone app 64k;
    ${methodOf(balancer)}
${upstreams.map((upstream) => `    server 127.0.0.1:${upstream} max_fails=1 fail_timeout=1s;`).join("\n")}
    keepalive 64;
    keepalive_requests 1000000;
    keepalive_timeout 60s;
  }
  server {
    listen 127.0.0.1:${port} backlog=${backlog};
    keepalive_timeout ${keepAliveTimeoutSeconds}s ${keepAliveTimeoutSeconds}s;
    keepalive_requests 1000000;
    location / {
      proxy_pass http://app;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $asked_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto http;
      proxy_connect_timeout 1s;
      proxy_next_upstream error timeout;
      proxy_next_upstream_tries 2;
    }
  }
}
`;
}

export const nginx: Strategy = {
  name: "nginx",
  title: "nginx",
  summary: "nginx, as installed, in front of N processes; picks a worker for each request over pooled connections.",
  options: {
    balancer: {
      describe: "how nginx picks a worker for a request",
      values: ["least-connections", "round-robin", "random", "two-choices", "hash-address", "hash-connection"],
      namedValues: Object.keys(namedMethods),
    },
  },
  extraProcesses: "nginx's master and 1 worker of its own",
  needs: "nginx",
  missing: () => missingProgram("nginx", "on Debian and Ubuntu: apt-get install nginx-light"),
  notApplicable: () => null,
  boot: async (context) => {
    const { app, workers, options, port: wanted, settings, spawn, claimPort, listening, folder } = context;
    for (let index = 0; index < workers; index += 1) {
      spawn({ role: "worker", script: app.script, args: app.args, env: {}, port: 0 });
    }
    const upstreams = await listening("worker", workers);
    const port = await claimPort(wanted);
    const place = folder();
    const balancer = optionValue(nginx, options, "balancer");
    const ports = upstreams.map((upstream) => upstream.port);
    writeFileSync(join(place, "nginx.conf"), nginxConfiguration(balancer, port, ports, settings));
    const command = findProgram("nginx") ?? "nginx";
    const args = ["-p", `${place}/`, "-c", "nginx.conf"];
    await checkWith(command, ["-t", "-q", ...args]);
    return (await runAsProxy(context, port, command, args)).port;
  },
};
