import { join } from "node:path";
import { responseHeadBytes } from "./proxy/limits.ts";
import { longestAnswerSeconds, programInFront, type Front, type FrontSettings } from "./program-in-front.ts";
import type { Strategy } from "./strategy.ts";

const file = "haproxy.cfg";

/** As many as Node.js takes of a request. */
const maxHeaders = 2_000;

/**
 * Its configuration: one thread, pooled connections to the app's workers, the comparison's keep-alive. Requests and
 * answers pass as they were sent: none takes too long, no header is added, and only what may be repeated is sent again.
 */
function configuration(settings: FrontSettings): string {
  const { balancer, method, port, upstreams, scheme, maxHeadBytes, backlog, keepAliveTimeoutSeconds } = settings;
  // A whole head has to fit into a buffer, of which a part is kept free.
  const bufferBytes = Math.max(maxHeadBytes, responseHeadBytes) + 4_096;
  const limit = balancer === "central-queue" ? " maxconn 1" : "";
  const secure = scheme === "https" ? " ssl verify none sni str(localhost)" : "";
  const servers = upstreams.map(
    (upstream, index) =>
      `  server worker${index + 1} 127.0.0.1:${upstream} check inter 500ms fall 1 rise 1 pool-purge-delay 60s${limit}${secure}`,
  );
  return `global
  nbthread 1
  log stderr local0 warning
  tune.bufsize ${bufferBytes}
  tune.http.maxhdr ${maxHeaders}
defaults
  mode http
  http-reuse always
  timeout connect 100ms
  timeout client ${longestAnswerSeconds}s
  timeout http-keep-alive ${keepAliveTimeoutSeconds}s
  timeout server ${longestAnswerSeconds}s
  timeout queue ${longestAnswerSeconds}s
  retries 2
  option redispatch 1
  retry-on conn-failure empty-response
frontend front
  bind 127.0.0.1:${port} backlog ${backlog}
  http-request set-header Host 127.0.0.1 unless { req.hdr(host) -m found }
  http-request disable-l7-retry unless METH_GET
  default_backend app
backend app
  balance ${method}
${servers.join("\n")}
`;
}

export const haproxyFront: Front = {
  name: "haproxy",
  title: "haproxy",
  summary: "haproxy, as installed, in front of N processes; with central-queue each worker gets one request at a time.",
  extraProcesses: "1 haproxy",
  processes: 1,
  install: "on Debian and Ubuntu: apt-get install haproxy",
  methods: {
    "least-connections": "leastconn",
    "round-robin": "roundrobin",
    random: "random(1)",
    "two-choices": "random(2)",
    // The servers' own limit of one request makes it a queue; the method only decides among those that are free.
    "central-queue": "leastconn",
    "hash-address": "source",
  },
  namedMethods: { "hash-header": (name) => `hdr(${name})` },
  file,
  configuration,
  checkArgs: (folder) => ["-c", "-f", join(folder, file)],
  runArgs: (folder) => ["-db", "-f", join(folder, file)],
};

export const haproxy: Strategy = { ...programInFront(haproxyFront), keepsAliveSilently: true };
