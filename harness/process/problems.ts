import { tmpdir } from "node:os";
import { basename, relative } from "node:path";
import { isForNodeOptions, joinNodeOptions } from "../../targets/node-options.ts";
import type { AppSpec, ListeningChild, TargetProblem, TargetSpec } from "../../targets/protocol.ts";
import { shellWord } from "../command-line.ts";
import { BroadsideError } from "../errors.ts";
import { shownCommand } from "../secrets.ts";
import { hintForLimit, hintForTemporaryFiles } from "../system-hints.ts";
import { bytes, percent } from "../units.ts";
import { appWords, inLines } from "./app-words.ts";
import { type Ran, startOf } from "./by-hand.ts";
import { endingToError } from "./endings.ts";
import { notStarted } from "./not-started.ts";
import { moreMemory, placeOf, type Place } from "../../targets/place.ts";

type Problem<Kind extends TargetProblem["kind"]> = TargetProblem & { readonly kind: Kind };

/** What a server prints once it has started. */
const saysStarted = /\b(?:listening|started|running|ready|serving)\b|https?:\/\//i;

function outOfMemory({ memoryBytes }: Problem<"out-of-memory">, app: string): BroadsideError {
  return memoryBytes === null
    ? new BroadsideError(
        "app-out-of-memory",
        `${app} was killed by the kernel (SIGKILL) because the machine, or the control group it runs in, had no memory left`,
        "Run fewer workers, keep fewer connections, or use a machine with more memory; dmesg says what the kernel saw.",
      )
    : new BroadsideError(
        "app-out-of-memory",
        `${app} was killed by the system: it used more than the ${bytes(memoryBytes)} of memory its container may have`,
        `${moreMemory}, or find out what the app retains.`,
      );
}

function hintForSilence({ elsewhere, doings, output, listened }: Problem<"never-listened">): string {
  if (listened > 0) {
    return "Its workers take longer to start together than one alone: raise --boot-timeout, or give fewer --workers.";
  }
  if (elsewhere.length > 0 && !elsewhere.some((where) => /^port \d/.test(where))) {
    return "Make it listen on a port as well, server.listen(3000), or raise --boot-timeout if it needs longer.";
  }
  if (elsewhere.length > 0) {
    return "Name the port it requests (--app-port), or raise --boot-timeout if it needs longer.";
  }
  if (doings.some(({ kind }) => kind === "program")) {
    return "It must call server.listen(…) itself: if another process does, name that process's script.";
  }
  if (doings.length === 0 && saysStarted.test(output)) {
    return "It printed that it had started, so more time will not help: start a server that does not use node:net, such as uWebSockets.js, by hand, and measure it by its URL (run --external-url http://127.0.0.1:3000).";
  }
  return doings.length === 0
    ? "It must call server.listen(…); if it needs longer to start, raise --boot-timeout."
    : "Start what it is waiting for, or point it elsewhere through its environment (--env); if it needs longer, raise --boot-timeout.";
}

/** Share of the machine's CPU time from which others that took it may be why nothing listened in time. */
const crowdedShare = 0.25;

function neverListened(
  problem: Problem<"never-listened">,
  { script, port }: AppSpec,
  foreignShare: number | null,
): BroadsideError {
  const { waitedSeconds, listened, workers, elsewhere, doings, output } = problem;
  const who = listened === 0 ? basename(script) : `${workers - listened} of ${workers} workers of ${basename(script)}`;
  const words = appWords(output);
  const printed = words.kind === "silent" ? "" : `; it printed:${inLines(words)}`;
  // What has come to listen elsewhere was not held up.
  const isCrowded = foreignShare !== null && foreignShare >= crowdedShare && elsewhere.length === 0;
  const crowd = isCrowded ? `, while other programs used ${percent(foreignShare)} of the machine's CPU time` : "";
  const quieter = isCrowded ? "Close other programs on this machine, and try again. " : "";
  if (listened >= workers) {
    return new BroadsideError(
      "target-stuck",
      `the proxy in front of ${basename(script)} was not up within ${waitedSeconds} s${crowd}, although its workers were${printed}`,
      "The machine may be overloaded: raise --boot-timeout, or try again when it is quieter.",
    );
  }
  const listening = elsewhere.length === 0 ? "" : `, but listens on ${elsewhere.join(" and ")}`;
  const meanwhile = doings.length === 0 ? "" : `; it ${doings.map(({ text }) => text).join(", ")}`;
  return new BroadsideError(
    "app-never-listened",
    `${who} did not listen on ${port === undefined ? "a port" : `port ${port}`} within ${waitedSeconds} s${crowd}${listening}${meanwhile}${printed}`,
    `${quieter}${hintForSilence(problem)}`,
  );
}

/** Starters of apps, such as runners and watchers: what they start is what is to be measured. */
function childListens({ port, options, script, args }: ListeningChild, app: string): BroadsideError {
  const path = relative(process.cwd(), script);
  const typed = path.startsWith("..") ? script : `./${path}`;
  const command = shownCommand(["node", ...options, typed, ...args]);
  const inherited = options.filter(isForNodeOptions);
  const others = options.filter((option) => !isForNodeOptions(option));
  const nodeOptions = inherited.length === 0 ? "" : ` --env ${shellWord(`NODE_OPTIONS=${joinNodeOptions(inherited)}`)}`;
  const after = args.length === 0 ? "" : ` -- ${shownCommand(args)}`;
  return new BroadsideError(
    "app-never-listened",
    `${app} does not listen itself; a process it started does, on port ${port}: ${command}`,
    others.length === 0
      ? `Name the script of that process: --app ${shellWord(typed)}${nodeOptions}${after}`
      : `Make that command the start script of a package.json, "start": ${JSON.stringify(command)}, and name its folder: --app .`,
  );
}

/** Nobody asked for port 0 but to be given any: the app closed what it was given, and asked for it again. */
function takenAgain(app: string): BroadsideError {
  return new BroadsideError(
    "app-never-listened",
    `${app} listened, closed, and could not listen on the same port again: it was taken by then (EADDRINUSE)`,
    "Workers of a cluster share the port, so an app cannot close it for itself: set the port (--env PORT=3000), or leave clusters out: single and reverse-proxy apply.",
  );
}

/** Where nothing else was asked for, the system chose the port. */
function listenFailed(
  { code, address }: Problem<"listen-failed">,
  { app, port }: Pick<TargetSpec, "port"> & { readonly app: Ran },
  { container }: Place,
): BroadsideError {
  const name = basename(app.script);
  if (code === "EADDRINUSE" && address.endsWith(":0")) return takenAgain(name);
  if (code === "EADDRINUSE") {
    return new BroadsideError(
      "port-in-use",
      `${address} is already in use`,
      "Choose another --port, or leave it out to let the system choose.",
    );
  }
  if (code === "EACCES" && port !== 0) {
    return new BroadsideError(
      "bad-option",
      `the system does not let this user listen on ${address}: ${code}`,
      "Choose a --port from 1024 on, or leave it out to let the system choose.",
    );
  }
  return new BroadsideError(
    "app-never-listened",
    `${name} could not listen on ${address}: ${code}`,
    startOf(app, container),
  );
}

/**
 * The error that a target's problem is to the user, with the app's own words in it. `foreignShare` is what other programs
 * took of the machine's CPU time since it was started; null where the system does not tell.
 */
export function problemToError(
  problem: TargetProblem,
  spec: TargetSpec,
  foreignShare: number | null = null,
): BroadsideError {
  const app = basename(spec.app.script);
  const place = placeOf(spec);
  const ran = spec.node === undefined ? spec.app : { ...spec.app, node: spec.node };
  switch (problem.kind) {
    case "exited":
      return endingToError(problem, ran, place);
    case "out-of-memory":
      return outOfMemory(problem, app);
    case "not-started":
      return notStarted(problem, app, place.container);
    case "never-listened":
      return neverListened(problem, spec.app, foreignShare);
    case "child-listens":
      return childListens(problem.child, app);
    case "listened-twice":
      return new BroadsideError(
        "app-listened-twice",
        `${app} listens twice: on ${problem.first} and on ${problem.second}`,
        "Only one server is measured: choose it by the port the app requests (--app-port 3000), or turn the other off.",
      );
    case "clusters-itself":
      return new BroadsideError(
        "app-clusters-itself",
        `${app} starts its own cluster (node:cluster), so it would be measured with more workers than requested`,
        "Broadside starts the workers: turn the app's own off, usually with an environment variable (such as --env WEB_CONCURRENCY=1), or name its workers' script. To measure it as it is, start it by hand and give its URL: run --external-url http://127.0.0.1:3000.",
      );
    case "speaks-http2":
      return new BroadsideError(
        "app-speaks-http2",
        `${app} speaks HTTP/2 ${problem.scheme === "http" ? "without TLS (h2c)" : "over TLS"}, not HTTP/1.1, which the load uses`,
        "Make it speak both, with http2.createSecureServer({ allowHTTP1: true, … }), or serve the same with node:http.",
      );
    case "listen-failed":
      return listenFailed(problem, { app: ran, port: spec.port }, place);
    case "lacks":
      return new BroadsideError(
        "bad-option",
        `${spec.strategy} cannot boot ${app}: ${problem.what}`,
        "Fix that, and run again.",
      );
    case "host-failed":
      return new BroadsideError(
        "target-died",
        `${spec.strategy} could not boot ${app}: ${problem.message}`,
        hintForLimit(problem.message) ??
          hintForTemporaryFiles(problem.message, tmpdir()) ??
          "This is a failure of the strategy, not of the app: run again, and report it if it persists.",
      );
  }
}
