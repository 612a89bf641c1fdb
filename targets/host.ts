/**
 * Entry of a target's host: the leader of the target's process group. It boots one strategy, says when it is ready,
 * relays samples, stops it, and takes the whole group down when its channel to the harness closes. It is never on the
 * path of a request, so it can act however busy the target is.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Ending } from "./child.ts";
import { makeChildren, type Children } from "./children.ts";
import { claimPort } from "./claim-port.ts";
import { openControl, type Control } from "./control.ts";
import { findStrategy } from "./index.ts";
import { findListeningChild } from "./listening-child.ts";
import { restoreNodeOptions } from "./node-options.ts";
import { oomKills } from "./oom-kills.ts";
import {
  graceMillis,
  isToHost,
  type ListeningChild,
  type Role,
  type TargetProblem,
  type TargetSpec,
  type ToHost,
} from "./protocol.ts";
import type { Strategy } from "./strategy.ts";
import { tellHarness } from "./tell-harness.ts";

/** How long the end of containers is waited for. */
const removalMillis = 2_000;

/** How often it is looked for what listens in the app's place. */
const lookoutMillis = 250;

/** An app may start a server that it needs, and listen later: of the time to boot it has this much after that. */
const shareOfBootForApp = 0.3;

type Target = { readonly control: Control; readonly children: Children };

restoreNodeOptions();

let stopping = false;
let folder: string | undefined;
let problemSent = false;
let target: Target | null = null;

function removeFolder(): void {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** Ends the containers and the whole process group, this process included. */
async function endAll(): Promise<never> {
  removeFolder();
  if (target !== null) {
    target.control.close();
    await Promise.race([target.children.removeContainers(), pause(removalMillis)]);
  }
  try {
    process.kill(-process.pid, "SIGKILL");
  } catch {
    // Not the leader of a group: started by hand.
  }
  process.exit(1);
}

function report(problem: TargetProblem): void {
  if (stopping || problemSent) return;
  problemSent = true;
  tellHarness({ type: "problem", problem });
}

/** Reports that the port cannot be had; never resolves. */
function refusePort(port: number, error: unknown): Promise<never> {
  const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  report({ kind: "listen-failed", code, address: `127.0.0.1:${port}` });
  return new Promise(() => {});
}

/** A process that the app started, and that listens in its place. */
function listeningChild({ control, children }: Target): ListeningChild | null {
  if (children.areInContainers()) return null;
  const processes = control.processes();
  const apps = processes.flatMap(({ pid, role }) => (role === "worker" ? [pid] : []));
  // Those that wait for what they started, as by spawnSync, have not connected yet.
  const own = children.pids();
  return findListeningChild([...new Set([...apps, ...own])], new Set([...processes.map(({ pid }) => pid), ...own]));
}

/** Reports such a process, once the app itself has had its time since. */
function watchForListeningChild({ bootTimeoutSeconds }: TargetSpec, booting: Target): NodeJS.Timeout {
  let seenAt: number | null = null;
  return setInterval(() => {
    const child = listeningChild(booting);
    if (child === null) seenAt = null;
    else seenAt ??= performance.now();
    const waitedSeconds = seenAt === null ? 0 : (performance.now() - seenAt) / 1000;
    if (child !== null && waitedSeconds >= bootTimeoutSeconds * shareOfBootForApp) {
      report({ kind: "child-listens", child });
    }
  }, lookoutMillis);
}

/** What a strategy that did not boot lacks: it may have been there when the run was planned, or the plan be an older one. */
function lackOf({ missing, notApplicable }: Strategy, { app, options }: TargetSpec): string | null {
  return missing?.(dirname(app.script)) ?? notApplicable(app, options);
}

async function boot(spec: TargetSpec, token: string): Promise<void> {
  const strategy = findStrategy(spec.strategy);
  if (strategy === undefined) throw new RangeError(`no strategy is called "${spec.strategy}"`);
  const startedAt = performance.now();

  const workers = strategy.fixedWorkers ?? spec.workers;
  const killedBefore = oomKills() ?? Infinity;
  const control = await openControl({ token, onProblem: report });
  const children = makeChildren({
    socketName: control.name,
    token,
    settings: spec.settings,
    app: spec.app,
    node: spec.node ?? process.execPath,
    isVisited: spec.isVisited,
    // What a process sent before its end may still have to be accepted, in one turn of the loop, and read, in the next.
    onExit: ({ role }, ending) => setImmediate(() => setImmediate(() => report(problemOf(role, ending)))),
  });
  let hasBooted = false;
  const problemOf = (role: Role, { how, exceededMemoryBytes, pid, refusal }: Ending): TargetProblem => {
    if (refusal !== null) return { kind: "not-started", ...refusal };
    if (exceededMemoryBytes !== null) return { kind: "out-of-memory", memoryBytes: exceededMemoryBytes };
    // Of several apps that have another process listen on one port, all but one see theirs end.
    const child = children.output().includes("EADDRINUSE") ? listeningChild({ control, children }) : null;
    if (child !== null) return { kind: "child-listens", child };
    const isApps = role === "worker" || (role === "primary" && control.lostWorker() !== null);
    if (isApps && how.endsWith("SIGKILL") && (oomKills() ?? 0) > killedBefore) {
      return { kind: "out-of-memory", memoryBytes: null };
    }
    const of = isApps ? "app" : "helper";
    const output = children.output(role === "proxy" ? "proxy" : "app");
    const siblings = control.workersEverListening();
    const hadListened = control.hasListened(role === "primary" ? (control.lostWorker()?.pid ?? null) : pid);
    const isStarting = !hasBooted && siblings < workers && !hadListened;
    const listenedSeconds = isStarting ? null : control.listenedSeconds();
    const isBesideOthers = isStarting && siblings > 0 && isApps;
    return { kind: "exited", role, of, how, output, listenedSeconds, ...(isBesideOthers ? { siblings } : {}) };
  };
  target = { control, children };

  const timer = setTimeout(() => {
    report({
      kind: "never-listened",
      waitedSeconds: spec.bootTimeoutSeconds,
      listened: control.workersListening(),
      workers,
      output: children.output(),
      elsewhere: control.listeningAside(),
      doings: control.doings(),
    });
  }, spec.bootTimeoutSeconds * 1000);
  const lookout = watchForListeningChild(spec, target);
  const booting = strategy.boot({
    app: spec.app,
    workers,
    options: spec.options,
    port: spec.port,
    settings: spec.settings,
    folder: () => (folder ??= mkdtempSync(join(tmpdir(), "broadside-target-"))),
    spawn: children.spawn,
    claimPort: (wanted) => claimPort(wanted).catch((error: unknown) => refusePort(wanted, error)),
    listening: control.listening,
  });
  const port = await booting.catch((error: unknown) => {
    const what = lackOf(strategy, spec);
    if (what !== null) report({ kind: "lacks", what });
    throw error;
  });
  hasBooted = true;
  clearTimeout(timer);
  clearInterval(lookout);
  const bootSeconds = (performance.now() - startedAt) / 1000;
  tellHarness({
    type: "ready",
    scheme: control.schemeAt(port),
    port,
    worker: control.worker(),
    bootSeconds,
    nodeVersion: control.nodeVersion(),
    poolThreads: control.poolThreads(),
    processes: control.processes(),
  });
  // Not before: what an app prints when it cannot boot is part of the problem that is reported.
  if (spec.isVisited) children.showOutput();
}

async function stop(): Promise<void> {
  stopping = true;
  if (target !== null) {
    if (target.children.running() > 0) process.kill(-process.pid, "SIGTERM");
    target.children.terminateContainers();
    await Promise.race([target.children.allExited(), pause(graceMillis)]);
  }
  await endAll();
}

async function obey(message: ToHost): Promise<void> {
  if (message.type === "boot") await boot(message.spec, message.token);
  else if (message.type === "stop") await stop();
  else if (message.type === "output") {
    tellHarness({ type: "output", id: message.id, text: target?.children.output() ?? "" });
  } else if (target !== null) {
    tellHarness({ type: "samples", id: message.id, ...(await target.control.sample(message.id, message)) });
  }
}

process.on("message", (message) => {
  if (!isToHost(message)) return;
  obey(message).catch((error: unknown) => {
    report({ kind: "host-failed", message: error instanceof Error ? error.message : String(error) });
  });
});
process.on("disconnect", () => void endAll());
// Whoever read what the app prints may go away first.
process.stderr.on("error", () => {});
// The group is told to end by SIGTERM; its leader must outlive the others to see that they did.
process.on("SIGTERM", () => {});
if (!process.connected) await endAll();
tellHarness({ type: "loaded" });
