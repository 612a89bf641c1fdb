import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { constants } from "node:os";
import { json as jsonOf } from "node:stream/consumers";
import { howItEnded, type NodeCommand, type Ending, type Refusal, type Watch } from "../child.ts";
import type { ContainerSpec } from "../strategy.ts";
import { configurationOf } from "./configuration.ts";
import { call, json, open, pathOf } from "./engine.ts";
import { removeLeftovers } from "./leftovers.ts";
import { noEngine } from "./no-engine.ts";
import { outputReader } from "./output.ts";

/** 128 and the number of the signal is the code of what a signal has ended. */
const killedCode = 137;

/** A process of the target in a container of its own. */
export type Container = {
  /** Asks what runs in it to end. */
  readonly terminate: () => void;
  /** Ends it; resolves when it is gone, also where it was only just being made. */
  readonly remove: () => Promise<void>;
};

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

let cleaning: Promise<void> | undefined;

async function begin(
  name: string,
  spec: ContainerSpec,
  command: NodeCommand,
  onOutput: Watch["onOutput"],
): Promise<Begun> {
  await (cleaning ??= removeLeftovers());
  await call("POST", pathOf("/containers/create", { name }), json(await configurationOf(spec, command)));
  const output = await open("POST", pathOf(`/containers/${name}/attach`, { stream: "1", stdout: "1", stderr: "1" }));
  output.on("data", outputReader(onOutput));
  const printed = new Promise((resolve) => output.once("close", resolve));
  const removed = await open("POST", pathOf(`/containers/${name}/wait`, { condition: "removed" }));
  await call("POST", `/containers/${name}/start`);
  return { removed, printed };
}

/** Starts a process in a container of its own, which goes when the process does. */
export function startContainer(
  spec: ContainerSpec,
  command: NodeCommand,
  { onOutput, onEnd, onEnding }: Watch,
): Container {
  const name = `broadside-${randomUUID()}`;
  const sinceMillis = Date.now();
  const beginning = begin(name, spec, command, onOutput);
  // What cannot be done to a container that is not there any more, or never was, need not be done.
  const removeIt = () => call("DELETE", pathOf(`/containers/${name}`, { force: "1" })).catch(() => {});
  const live = async (): Promise<Ending> => {
    const { removed, printed } = await beginning;
    const code = exitCodeOf(await jsonOf(removed));
    await printed;
    const isExceeded = code === killedCode && (await ranOutOfMemory(name, sinceMillis));
    return {
      how: endedWith(code),
      exceededMemoryBytes: isExceeded ? spec.memoryBytes : null,
      pid: null,
      refusal: null,
    };
  };
  const failed = async (error: unknown): Promise<Ending> => {
    await removeIt();
    const refusal: Refusal =
      error instanceof Error && "status" in error
        ? { by: "engine", reason: error.message }
        : { by: "no-engine", ...noEngine(error) };
    return { how: "could not be run in a container", exceededMemoryBytes: null, pid: null, refusal };
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
