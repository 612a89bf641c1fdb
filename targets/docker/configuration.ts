import type { NodeCommand } from "../child.ts";
import { insideVariables } from "../protocol.ts";
import type { ContainerSpec } from "../strategy.ts";
import { call, isRefusal, pathOf } from "./engine.ts";
import { mountsFor } from "./files.ts";
import { makerLabel } from "./leftovers.ts";

/** The image that holds nothing: all that its containers run is mounted. */
const emptyImage = { repo: "broadside", tag: "empty" };

/** An archive without files is two blocks of zeros (tar(5)). */
const emptyArchive = { type: "application/x-tar", content: Buffer.alloc(1_024) };

let importing: Promise<unknown> | undefined;

/** Resolves to an image's name; makes the empty one where the Engine does not have it yet. No registry is asked. */
async function imageOf({ image }: ContainerSpec): Promise<string> {
  if (image !== null) return image;
  const name = `${emptyImage.repo}:${emptyImage.tag}`;
  importing ??= call("GET", `/images/${name}/json`).catch((error: unknown) => {
    if (!isRefusal(error, 404)) throw error;
    return call("POST", pathOf("/images/create", { fromSrc: "-", ...emptyImage }), emptyArchive);
  });
  await importing;
  return name;
}

/**
 * What the Engine is asked for. The network and the numbers of processes are the machine's, so that ports, /proc and
 * signals mean the same inside and outside; the user is the one that runs this.
 */
export async function configurationOf(
  spec: ContainerSpec,
  { node, script, args, env, cwd }: NodeCommand,
): Promise<object> {
  const { image, cpus, memoryBytes } = spec;
  const isPassed = (name: string): boolean => env[name] !== undefined && (image === null || name !== "PATH");
  const variables = Object.keys(env).filter(isPassed);
  return {
    Image: await imageOf(spec),
    Entrypoint: [image === null ? node : "node", ...args],
    Cmd: [],
    Env: variables.map((name) => `${name}=${env[name]}`),
    WorkingDir: cwd,
    User: `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`,
    Labels: { "broadside.token": env[insideVariables.token], [makerLabel]: String(process.pid) },
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: {
      AutoRemove: true,
      NetworkMode: "host",
      PidMode: "host",
      UsernsMode: "host",
      GroupAdd: (process.getgroups?.() ?? []).map(String),
      // Labels of files are the machine's, which SELinux would not let a container read.
      SecurityOpt: ["label=disable"],
      LogConfig: { Type: "none" },
      Mounts: mountsFor(spec, { node, script, cwd }),
      Tmpfs: image === null ? { "/run": "" } : {},
      ...(cpus === null ? {} : { NanoCpus: Math.round(cpus * 1e9) }),
      // Without a limit of memory and swap together the rest would go to the swap.
      ...(memoryBytes === null ? {} : { Memory: memoryBytes, MemorySwap: memoryBytes }),
    },
  };
}
