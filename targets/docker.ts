import { spawnSync } from "node:child_process";
import { dirname } from "node:path";
import { howItEnded } from "./child.ts";
import type { Look } from "./docker/look.ts";
import { haproxy } from "./haproxy.ts";
import { nginx } from "./nginx.ts";
import { balancerNames, namedBalancers } from "./proxy/balancers.ts";
import { reverseProxy } from "./reverse-proxy.ts";
import { isAllowed, optionValue, siblingScript, type ContainerSpec, type Strategy } from "./strategy.ts";

type Options = Readonly<Record<string, string>>;

const fronts = [reverseProxy, nginx, haproxy];

const lookMillis = 10_000;

const bytesIn: Readonly<Record<string, number>> = { k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** What follows `=` in the value of an option; null for the default. */
function given(options: Options, name: string): string | null {
  const value = optionValue(docker, options, name);
  return value === docker.options[name]?.values[0] ? null : value.slice(name.length + 1);
}

function containerOf(options: Options): ContainerSpec {
  const [cpus, memory] = [given(options, "cpus"), given(options, "memory")];
  return {
    image: given(options, "image"),
    cpus: cpus === null ? null : Number(cpus),
    memoryBytes: memory === null ? null : Number(memory.slice(0, -1)) * (bytesIn[memory.slice(-1)] ?? 1),
  };
}

/** Whether containers run an image, which has a Node.js of its own. */
export function hasImage(options: Options): boolean {
  return given(options, "image") !== null;
}

/** The strategy that puts its proxy in front of the containers, as it does in front of processes. */
function frontOf(options: Options): Strategy {
  return fronts.find(({ name }) => name === given(options, "front")) ?? reverseProxy;
}

/** What the Engine is, and whether it can run such containers. */
function look(spec: ContainerSpec): Look {
  const script = siblingScript(import.meta.filename, "./docker/look");
  const { stdout, error, status, signal } = spawnSync(process.execPath, [script, JSON.stringify(spec)], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    timeout: lookMillis,
  });
  if (error === undefined && stdout !== "") return JSON.parse(stdout);
  return { problem: unseen(error, howItEnded(status, signal)), version: null };
}

/** Why nothing was seen of it: what looks was not started, had no answer in time, or has failed. */
function unseen(error: Error | undefined, how: string): string {
  if (error === undefined) return `the process that looks at the Docker Engine ${how}`;
  const isLate = "code" in error && error.code === "ETIMEDOUT";
  return isLate
    ? `the Docker Engine does not answer within ${lookMillis / 1_000} s`
    : `the Docker Engine could not be looked at: ${error.message}`;
}

function lackingFront(options: Options, appFolder: string): string | null {
  const { name, missing, options: choices } = frontOf(options);
  const { balancer } = options;
  const isKnown =
    balancer === undefined || choices["balancer"] === undefined || isAllowed(choices["balancer"], balancer);
  return isKnown ? (missing?.(appFolder) ?? null) : `${name} has no balancer "${balancer}"`;
}

export const docker: Strategy = {
  name: "docker",
  title: "Docker",
  summary: "N containers, with limits of CPU and memory where they are given, behind our proxy, nginx or haproxy.",
  options: {
    balancer: {
      describe: "how the proxy picks a container for a request",
      values: balancerNames,
      namedValues: namedBalancers,
    },
    front: { describe: "the proxy", values: ["front=reverse-proxy", "front=nginx", "front=haproxy"] },
    cpus: {
      describe: "CPUs that each container may use",
      values: ["cpus=all"],
      givenValues: { cpus: { pattern: /^(?!0*\.?0*$)\d+(\.\d+)?$/, example: "0.5" } },
    },
    memory: {
      describe: "memory that each container may use",
      values: ["memory=all"],
      givenValues: { memory: { pattern: /^[1-9]\d*[kmg]$/, example: "256m" } },
    },
    image: {
      describe: "image that has a Node.js to run the app with",
      values: ["image=none"],
      givenValues: { image: { pattern: /^\w[\w./:@-]*$/, example: "my-image" } },
    },
  },
  extraProcesses: "1 proxy, or the program in front",
  processes: (workers, options) => frontOf(options).processes(workers, options),
  needs: "a Docker Engine",
  facts: (options) => frontOf(options).facts(options),
  missing: () => look({ image: null, cpus: null, memoryBytes: null }).problem,
  notApplicable: ({ script }, options) => lackingFront(options, dirname(script)) ?? look(containerOf(options)).problem,
  software: (circumstances) => {
    const { options } = circumstances;
    const { version } = look(containerOf(options));
    const front = frontOf(options).software?.(circumstances) ?? null;
    if (version === null) return front;
    return `Docker Engine ${version}${front === null ? "" : ` with ${front}`}`;
  },
  boot: async (context) => {
    const container = containerOf(context.options);
    return frontOf(context.options).boot({
      ...context,
      spawn: (spec) => context.spawn(spec.role === "worker" ? { ...spec, container } : spec),
    });
  },
};
