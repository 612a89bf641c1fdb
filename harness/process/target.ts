import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import {
  insideVariables,
  isFromHost,
  type FromHost,
  type ProbeSample,
  type Probed,
  type Scheme,
  type TargetProcess,
  type TargetSpec,
} from "../../targets/protocol.ts";
import { BroadsideError } from "../errors.ts";
import { watchForeignShare } from "./foreign-share.ts";
import { askHost } from "./ask-host.ts";
import { hasEnded, hostAllowanceMillis, hostDied, startHost, tell } from "./host.ts";
import { frontOf } from "../../targets/place.ts";
import { problemToError } from "./problems.ts";
import { followFamily, type Family } from "./remains.ts";

/** What answers, until it is stopped. */
export type Endpoint = {
  /** Base URL at which it answers. */
  readonly url: string;
  readonly scheme: Scheme;
  /** It may be of another machine. */
  readonly isRemoteAllowed: boolean;
  /** How long it is asked again at first, if it does not answer rightly. */
  readonly patienceSeconds: number;
  /** Null where it was there already. */
  readonly bootSeconds: number | null;
  /** Aborted, with the error as its reason, when the target stops being whole: a worker died, a second port appeared. */
  readonly broken: AbortSignal;
  /** Ends it and proves that nothing that is ours to end is left; resolves to the seconds that took. */
  readonly stop: () => Promise<number>;
};

/** A target that has booted: an app running under a strategy, in a process group of its own, which can be observed. */
export type Target = Endpoint & {
  /** Pid of the host, which is also the process group's id. */
  readonly groupId: number;
  /** The Node.js that its workers run on, as they say themselves; null where none said so. */
  readonly nodeVersion: string | null;
  /** The threads of libuv's pool in each process of its workers; null likewise. */
  readonly poolThreads: number | null;
  /** Where one worker answers, without what stands in front of it; null where nothing does. */
  readonly behind: { readonly front: string; readonly url: string } | null;
  readonly processes: readonly TargetProcess[];
  /** Every living process of it, those that the app started too, as far as the system tells. */
  readonly members: () => readonly number[];
  /** Resolves to the beginning and the end of what it has printed. */
  readonly output: () => Promise<string>;
  /** Asks every probe once; those that do not answer within the patience, by default 5 s, are missing. */
  readonly sample: (options: { readonly resetDelay: boolean; readonly patienceMillis?: number }) => Promise<{
    readonly samples: readonly ProbeSample[];
    readonly missing: readonly Probed[];
  }>;
};

/** How long a worker that has nothing to do may take to answer its probe on a full machine. */
export const usualPatienceMillis = 5_000;

/** Stops a host and everything below it; resolves to the seconds until it was proved that nothing is left. */
async function stopHost(host: ChildProcess, family: Family): Promise<number> {
  const startedAt = performance.now();
  // Who left the group is known by who started it, as long as that one lives.
  family.members();
  if (!hasEnded(host)) {
    const exited = new Promise((resolve) => host.once("exit", resolve));
    tell(host, { type: "stop" });
    const last = setTimeout(() => host.kill("SIGKILL"), 5_000);
    await exited;
    clearTimeout(last);
  }
  await family.end();
  return (performance.now() - startedAt) / 1000;
}

/**
 * Boots a target in a fresh process group.
 * Rejects with a BroadsideError that carries the app's own output when it cannot boot; nothing is left then.
 */
export async function startTarget(spec: TargetSpec, signal?: AbortSignal): Promise<Target> {
  signal?.throwIfAborted();
  const { host, pid: groupId } = await startHost("host");
  const token = randomUUID();
  const family = followFamily({ groupId, mark: `${insideVariables.token}=${token}` });
  const foreignShare = watchForeignShare(family);
  const breaking = new AbortController();
  const fail = (error: BroadsideError): void => {
    if (!breaking.signal.aborted) breaking.abort(error);
  };
  const asking = askHost(host, breaking.signal);

  const ready = new Promise<FromHost & { type: "ready" }>((resolve, reject) => {
    const overdue = setTimeout(
      () => {
        fail(
          new BroadsideError(
            "target-stuck",
            `the target's host did not respond in time`,
            "The machine may be overloaded; try again when it is quieter.",
          ),
        );
      },
      spec.bootTimeoutSeconds * 1000 + hostAllowanceMillis,
    );
    breaking.signal.addEventListener("abort", () => reject(breaking.signal.reason), { once: true });
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
    host.on("message", (message) => {
      if (!isFromHost(message)) return;
      if (message.type === "loaded") tell(host, { type: "boot", spec, token });
      else if (message.type === "ready") {
        clearTimeout(overdue);
        resolve(message);
      } else if (message.type === "problem") {
        clearTimeout(overdue);
        fail(problemToError(message.problem, spec, foreignShare()));
      } else asking.receive(message);
    });
    host.on("exit", (code, ending) => {
      clearTimeout(overdue);
      fail(hostDied("the target's host", code, ending));
    });
  });

  let stopped: Promise<number> | null = null;
  const stop = (): Promise<number> => (stopped ??= stopHost(host, family));
  try {
    const { scheme, port, worker, bootSeconds, nodeVersion, poolThreads, processes } = await ready;
    return {
      url: `${scheme}://127.0.0.1:${port}`,
      scheme,
      isRemoteAllowed: false,
      // An app that listens may still be warming up.
      patienceSeconds: spec.bootTimeoutSeconds,
      groupId,
      nodeVersion,
      poolThreads,
      behind:
        worker === null || worker.port === port
          ? null
          : { front: frontOf(spec), url: `${worker.scheme}://127.0.0.1:${worker.port}` },
      processes,
      members: () => family.members() ?? processes.map(({ pid }) => pid),
      bootSeconds,
      broken: breaking.signal,
      output: asking.output,
      sample: ({ resetDelay, patienceMillis = usualPatienceMillis }) => asking.samples({ resetDelay, patienceMillis }),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
