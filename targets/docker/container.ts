import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { constants } from "node:os";
import { json as jsonOf } from "node:stream/consumers";
import { howItEnded, type Command, type Ending, type Watch } from "../child.ts";
import { insideVariables } from "../protocol.ts";
import type { ContainerSpec } from "../strategy.ts";
import { call, isRefusal, json, open, pathOf } from "./engine.ts";
import { mountsFor } from "./files.ts";
import { outputReader } from "./output.ts";

/** The image that holds nothing: all that its containers run is mounted. */
const emptyImage = { repo: "broadside", tag: "empty" };

/** An archive without files is two blocks of zeros (tar(5)). */
const emptyArchive = { type: "application/x-tar", content: Buffer.alloc(1_024) };

/** 128 and the number of the signal is the code of what a signal has ended. */
const killedCode = 137;

/** A process of the target in a container of its own. */
export type Container = {
  /** Asks what runs in it to end. */
  readonly terminate: () => void;
  /** Ends it; resolves when it is gone, also where it was only just being made. */
  readonly remove: () => Promise<void>;
};

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
async function configurationOf(spec: ContainerSpec, { script, args, env, cwd }: Command): Promise<object> {
  const { image, cpus, memoryBytes } = spec;
  const variables = Object.entries(env).filter(([name]) => image === null || name !== "PATH");
  return {
    Image: await imageOf(spec),
    Entrypoint: [image === null ? process.execPath : "node", ...args],
    Cmd: [],
    Env: variables.map(([name, value]) => `${name}=${value}`),
    WorkingDir: cwd,
    User: `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`,
    Labels: { "broadside.token": env[insideVariables.token] },
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
      Mounts: mountsFor(spec, { script, cwd }),
      Tmpfs: image === null ? { "/run": "" } : {},
      ...(cpus === null ? {} : { NanoCpus: Math.round(cpus * 1e9) }),
      // Without a limit of memory and swap together the rest would go to the swap.
      ...(memoryBytes === null ? {} : { Memory: memoryBytes, MemorySwap: memoryBytes }),
    },
  };
}

/** Whether the system's out-of-memory killer has been at work in the container since then. */
async function ranOutOfMemory(name: string, sinceMillis: number): Promise<boolean> {
  const filters = JSON.stringify({ container: [name], event: ["oom"] });
  const span = { since: String(sinceMillis / 1_000), until: String(Date.now() / 1_000) };
  return (await call("GET", pathOf("/events", { ...span, filters }))) !== "";
}

function exitCodeOf(answer: unknown): number {
  const hasCode = typeof answer === "object" && answer !== null && "StatusCode" in answer;
  return hasCode ? Number(answer.StatusCode) : 1;
}

/** A process that a signal ends has 128 and the signal's number as its code, as in a shell. */
function endedWith(code: number): string {
  const signal = Object.entries(constants.signals).find(([, number]) => code === 128 + number);
  return howItEnded(code, signal?.[0] ?? null);
}

/** A container whose process has begun. */
type Begun = {
  /** The answer that comes to its end when the container is gone. */
  readonly removed: IncomingMessage;
  /** Resolves when all that it printed has been read. */
  readonly printed: Promise<unknown>;
};

async function begin(name: string, configuration: object, onOutput: Watch["onOutput"]): Promise<Begun> {
  await call("POST", pathOf("/containers/create", { name }), json(configuration));
  const output = await open("POST", pathOf(`/containers/${name}/attach`, { stream: "1", stdout: "1", stderr: "1" }));
  output.on("data", outputReader(onOutput));
  const printed = new Promise((resolve) => output.once("close", resolve));
  const removed = await open("POST", pathOf(`/containers/${name}/wait`, { condition: "removed" }));
  await call("POST", `/containers/${name}/start`);
  return { removed, printed };
}

/** Starts a process in a container of its own, which goes when the process does. */
export function startContainer(spec: ContainerSpec, command: Command, { onOutput, onEnd, onEnding }: Watch): Container {
  const name = `broadside-${randomUUID()}`;
  const sinceMillis = Date.now();
  const beginning = configurationOf(spec, command).then((configuration) => begin(name, configuration, onOutput));
  // What cannot be done to a container that is not there any more, or never was, need not be done.
  const removeIt = () => call("DELETE", pathOf(`/containers/${name}`, { force: "1" })).catch(() => {});
  const live = async (): Promise<Ending> => {
    const { removed, printed } = await beginning;
    const code = exitCodeOf(await jsonOf(removed));
    await printed;
    const isExceeded = code === killedCode && (await ranOutOfMemory(name, sinceMillis));
    return { how: endedWith(code), exceededMemoryBytes: isExceeded ? spec.memoryBytes : null };
  };
  const failed = async (error: unknown): Promise<Ending> => {
    onOutput(Buffer.from(`Docker: ${error instanceof Error ? error.message : String(error)}\n`));
    await removeIt();
    return { how: "could not be run in a container", exceededMemoryBytes: null };
  };
  const ended = (async () => {
    const ending = await live().catch(failed);
    onEnd();
    onEnding(ending);
  })();
  const terminate = async (): Promise<void> => {
    await beginning;
    await call("POST", pathOf(`/containers/${name}/kill`, { signal: "SIGTERM" }));
  };
  return {
    terminate: () => {
      terminate().catch(() => {});
    },
    remove: async () => {
      await beginning.catch(() => {});
      await removeIt();
      await ended;
    },
  };
}
