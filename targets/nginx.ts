import { responseHeadBytes } from "./proxy/limits.ts";
import { longestAnswerSeconds, programInFront, type Front, type FrontSettings } from "./program-in-front.ts";

/** The cookie that is hashed, by its name; nginx's own variables for cookies take no name with a hyphen. */
function cookieMap(balancer: string): string {
  const [kind, name = ""] = balancer.split("=", 2);
  return kind === "hash-cookie"
    ? `  map $http_cookie $asked_cookie { default ""; "~(?:^|;) *${name}=([^;]*)" $1; }\n`
    : "";
}

/** Headers of an answer that nginx acts upon. */
const acted = ["X-Accel-Redirect", "X-Accel-Expires", "X-Accel-Limit-Rate", "X-Accel-Buffering", "X-Accel-Charset"];

/** Headers of an answer that it keeps to itself or gives itself. */
const nginxOwn = [...acted, "Server", "Date", "X-Pad"];

/**
 * Its configuration: one worker process, pooled connections to the app's workers, no limit on requests per connection
 * and the comparison's keep-alive. Requests and answers pass as they were sent: none is too large for it, none takes too
 * long, and no header is added. Every path is relative to its own folder.
 */
function configuration({
  balancer,
  method,
  port,
  upstreams,
  scheme,
  maxHeadBytes,
  backlog,
  keepAliveTimeoutSeconds,
}: FrontSettings): string {
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
  client_body_buffer_size 1m;
  large_client_header_buffers 8 ${maxHeadBytes};
  underscores_in_headers on;
  ignore_invalid_headers off;
  merge_slashes off;
  client_header_timeout ${longestAnswerSeconds}s;
  client_body_timeout ${longestAnswerSeconds}s;
${cookieMap(balancer)}  map $http_host $asked_host { "" 127.0.0.1; default $http_host; }
  upstream app {
    zone app 64k;
    ${method}
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
      proxy_pass ${scheme}://app;
      ${scheme === "https" ? "proxy_ssl_server_name on; proxy_ssl_name localhost;" : ""}
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $asked_host;
      proxy_redirect off;
      ${nginxOwn.map((name) => `proxy_pass_header ${name};`).join(" ")}
      proxy_ignore_headers ${acted.join(" ")};
      proxy_buffer_size ${responseHeadBytes};
      proxy_buffers 8 ${responseHeadBytes};
      proxy_busy_buffers_size ${2 * responseHeadBytes};
      proxy_max_temp_file_size 0;
      proxy_connect_timeout 1s;
      proxy_read_timeout ${longestAnswerSeconds}s;
      proxy_send_timeout ${longestAnswerSeconds}s;
      send_timeout ${longestAnswerSeconds}s;
      proxy_next_upstream error timeout;
      proxy_next_upstream_tries 2;
    }
  }
}
`;
}

export const nginxFront: Front = {
  name: "nginx",
  title: "nginx",
  summary: "nginx, as installed, in front of N processes; picks a worker for each request over pooled connections.",
  extraProcesses: "nginx's master and 1 worker of its own",
  processes: 2,
  install: "on Debian and Ubuntu: apt-get install nginx-light",
  methods: {
    "least-connections": "least_conn;",
    "round-robin": "",
    random: "random;",
    "two-choices": "random two least_conn;",
    "hash-address": "hash $remote_addr consistent;",
    "hash-connection": 'hash "$remote_addr $remote_port" consistent;',
  },
  namedMethods: {
    "hash-header": (name) => `hash $http_${name.toLowerCase().replaceAll("-", "_")} consistent;`,
    "hash-cookie": () => "hash $asked_cookie consistent;",
  },
  file: "nginx.conf",
  configuration,
  checkArgs: (folder) => ["-t", "-q", "-p", `${folder}/`, "-c", "nginx.conf"],
  runArgs: (folder) => ["-p", `${folder}/`, "-c", "nginx.conf"],
};

export const nginx = programInFront(nginxFront);
