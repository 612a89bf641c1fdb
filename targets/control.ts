import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import {
  isFromInside,
  lineReader,
  type Doing,
  type FromInside,
  type ProbeSample,
  type Probed,
  type Role,
  type Scheme,
  type TargetProblem,
  type TargetProcess,
  type ToInside,
} from "./protocol.ts";
import { socketPath } from "./socket-path.ts";
import type { Listener } from "./strategy.ts";

/**
 * Every user of the machine can connect to an abstract socket, and its name is in /proc/net/unix. Who has not shown the
 * token is a stranger: allowed one short line, and to be one of so many, of which the oldest has to go.
 */
const mostStrangers = 512;
const longestGreeting = 4_096;
const longestLine = 1_048_576;

type Inside = Probed & {
  readonly nodeVersion: string;
  port: number | null;
  poolThreads: number | null;
  maxHeadBytes: number;
  scheme: Scheme;
  /** Processes of the foreign program that it keeps, if that is what it does. */
  programs: readonly number[];
};

/** The host's end of the lines from inside the target's processes and threads. */
export type Control = {
  /** What {@link socketPath} takes. */
  readonly name: string;
  /** Resolves when `count` processes of the role listen. */
  readonly listening: (role: Role, count: number) => Promise<readonly Listener[]>;
  /** How the server at the port is spoken to. */
  readonly schemeAt: (port: number) => Scheme;
  /** Where one of the workers answers; null where none is connected. */
  readonly worker: () => { readonly scheme: Scheme; readonly port: number } | null;
  /** How many of the workers listen. */
  readonly workersListening: () => number;
  /** Where servers listen that are not to be measured, by what they asked for. */
  readonly listeningAside: () => readonly string[];
  /** How many of the workers have listened so far, whether they still do or not. */
  readonly workersEverListening: () => number;
  /** How long it has listened, from when the first of its workers did; null where none has. */
  readonly listenedSeconds: () => number | null;
  /** The process of the worker of which a cluster's primary has said that it ended first; null where none has. */
  readonly lostWorker: () => { readonly pid: number | null } | null;
  /** Whether that process is one worker, and has listened. */
  readonly hasListened: (pid: number | null) => boolean;
  /** What the app has done before it listened. */
  readonly doings: () => readonly Doing[];
  /** The Node.js that the workers run on; null where none is connected. */
  readonly nodeVersion: () => string | null;
  /** The threads of libuv's pool in each process of a worker; null where none listens. */
  readonly poolThreads: () => number | null;
  /** The processes that are connected now. */
  readonly processes: () => readonly TargetProcess[];
  /** Asks every probe once; one that takes longer than the patience is reported missing rather than waited for. */
  readonly sample: (
    id: number,
    how: { readonly resetDelay: boolean; readonly patienceMillis: number },
  ) => Promise<{ readonly samples: readonly ProbeSample[]; readonly missing: readonly Probed[] }>;
  readonly close: () => void;
};

function processesOf({ pid, threadId, role, programs }: Inside): readonly TargetProcess[] {
  if (threadId !== 0) return [];
  if (programs.length === 0) return [{ pid, role }];
  return [{ pid, role: "supervisor" }, ...programs.map((program) => ({ pid: program, role }))];
}

function probedOf({ pid, threadId, systemThreadId, role, serves }: Probed): Probed {
  return { pid, threadId, systemThreadId, role, serves };
}

function isOf(sample: ProbeSample, { pid, threadId }: Inside): boolean {
  return sample.pid === pid && sample.threadId === threadId;
}

type ControlOptions = {
  /** Who connects without it is turned away. */
  readonly token: string;
  readonly onProblem: (problem: TargetProblem) => void;
};

/** Opens the local socket to which everything preloaded in the target connects. */
export async function openControl({ token, onProblem }: ControlOptions): Promise<Control> {
  const name = `broadside-${randomUUID()}`;
  const connected = new Map<Socket, Inside>();
  const strangers = new Set<Socket>();
  const waiting = new Set<() => void>();
  const aside = new Set<string>();
  const doings = new Map<string, Doing>();
  const answers = new Map<number, (sample: ProbeSample) => void>();
  let listeningSince: number | null = null;
  const everListening = new Set<Inside>();
  let lostWorker: { readonly pid: number | null } | null = null;

  const greet = (socket: Socket, message: FromInside): void => {
    if (message.type !== "hello" || message.token !== token) {
      socket.destroy();
      return;
    }
    const { nodeVersion } = message;
    strangers.delete(socket);
    connected.set(socket, {
      ...probedOf(message),
      nodeVersion,
      port: null,
      poolThreads: null,
      maxHeadBytes: 0,
      scheme: "http",
      programs: [],
    });
  };

  const receive = (socket: Socket, message: FromInside): void => {
    const inside = connected.get(socket);
    if (inside === undefined) greet(socket, message);
    else if (message.type !== "hello") obey(inside, message);
  };

  const obey = (inside: Inside, message: Exclude<FromInside, { type: "hello" }>): void => {
    if (message.type === "listening") {
      inside.port = message.port;
      inside.poolThreads = message.poolThreads ?? null;
      inside.maxHeadBytes = message.maxHeadBytes ?? 0;
      inside.scheme = message.scheme;
      inside.programs = message.programs ?? [];
      if (inside.role === "worker") {
        listeningSince ??= performance.now();
        everListening.add(inside);
      }
      for (const check of waiting) check();
    } else if (message.type === "worker-ended") lostWorker ??= { pid: message.pid };
    else if (message.type === "listening-aside") aside.add(message.wanted);
    else if (message.type === "before-listening") {
      doings.set(message.subject, { kind: message.kind, text: message.text });
    } else if (message.type === "problem") onProblem(message.problem);
    else answers.get(message.id)?.(message.sample);
  };

  const server: Server = createServer((socket) => {
    strangers.add(socket);
    const [oldest] = strangers;
    if (strangers.size > mostStrangers) oldest?.destroy();
    socket.setEncoding("utf8");
    const read = lineReader({
      receive: (value) => {
        if (isFromInside(value)) receive(socket, value);
        else socket.destroy();
      },
      refuse: () => socket.destroy(),
      longest: () => (strangers.has(socket) ? longestGreeting : longestLine),
    });
    socket.on("data", (chunk) => read(String(chunk)));
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      strangers.delete(socket);
      connected.delete(socket);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(socketPath(name), resolve);
  });

  const listeners = (role: Role): Listener[] =>
    [...connected.values()].flatMap(({ pid, port, scheme, maxHeadBytes, role: has }) =>
      has === role && port !== null ? [{ pid, port, scheme, maxHeadBytes }] : [],
    );

  return {
    name,
    listening: (role, count) =>
      new Promise((resolve) => {
        const check = (): void => {
          const found = listeners(role);
          if (found.length < count) return;
          waiting.delete(check);
          resolve(found);
        };
        waiting.add(check);
        check();
      }),
    // A cluster's primary listens too, and knows nothing of what its workers speak.
    schemeAt: (at) =>
      [...connected.values()].some(({ port, scheme }) => port === at && scheme === "https") ? "https" : "http",
    worker: () => listeners("worker")[0] ?? null,
    workersListening: () => listeners("worker").length,
    workersEverListening: () => everListening.size,
    listeningAside: () => [...aside],
    listenedSeconds: () => (listeningSince === null ? null : (performance.now() - listeningSince) / 1000),
    lostWorker: () => lostWorker,
    hasListened: (pid) => [...everListening].some((inside) => inside.pid === pid && inside.threadId === 0),
    doings: () => [...doings.values()],
    nodeVersion: () => [...connected.values()].find(({ role }) => role === "worker")?.nodeVersion ?? null,
    poolThreads: () =>
      [...connected.values()].find(({ role, poolThreads }) => role === "worker" && poolThreads !== null)?.poolThreads ??
      null,
    processes: () => [...connected.values()].flatMap(processesOf),
    sample: (id, { resetDelay, patienceMillis }) => {
      // Who keeps a foreign program has nothing to tell of it.
      const probed = [...connected].filter(([, { programs }]) => programs.length === 0);
      const samples: ProbeSample[] = [];
      const request: ToInside = { type: "sample", id, resetDelay };
      return new Promise((resolve) => {
        const awaited = new Map(
          probed.map(([socket, inside]) => {
            // A thread may end before it comes to the request.
            const leave = (): void => settle(inside);
            socket.once("close", leave);
            return [inside, () => socket.off("close", leave)];
          }),
        );
        const settle = (inside: Inside): void => {
          awaited.get(inside)?.();
          awaited.delete(inside);
          if (awaited.size === 0) finish();
        };
        const finish = (): void => {
          clearTimeout(timer);
          answers.delete(id);
          for (const forget of awaited.values()) forget();
          const silent = probed
            .filter(([socket, { serves }]) => serves || connected.has(socket))
            .map(([, inside]) => inside)
            .filter((inside) => !samples.some((one) => isOf(one, inside)));
          const missing = silent.map(probedOf);
          resolve({ samples, missing });
        };
        const timer = setTimeout(finish, patienceMillis);
        answers.set(id, (sample) => {
          samples.push(sample);
          for (const inside of awaited.keys()) if (isOf(sample, inside)) settle(inside);
        });
        for (const [socket] of probed) socket.write(`${JSON.stringify(request)}\n`);
        if (probed.length === 0) finish();
      });
    },
    close: () => {
      server.close();
      for (const socket of [...strangers, ...connected.keys()]) socket.destroy();
      const path = socketPath(name);
      if (!path.startsWith("\0")) rmSync(path, { force: true });
    },
  };
}
