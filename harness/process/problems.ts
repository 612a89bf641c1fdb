import { basename, extname } from "node:path";
import type { AppSpec, TargetProblem, TargetSpec } from "../../targets/protocol.ts";
import { BroadsideError } from "../errors.ts";
import { bytes } from "../units.ts";

/** Lines of context that Node.js prints above the error itself: the place and the line of source. */
const contextLines = 4;
const quotedLines = 10;

/**
 * What an app printed, without stack frames, and once where several workers print the same: from just above the first
 * error on, or else its end.
 */
export function quote(output: string): string {
  const lines = output
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "" && !/^\s+at |\bnode:internal|^Node\.js v|\bTracingChannel\b/.test(line))
    .filter((line, index, all) => all.indexOf(line) === index);
  const error = lines.findIndex((line) => /^\w*Error\b/.test(line));
  const start = error < 0 ? Math.max(0, lines.length - quotedLines) : Math.max(0, error - contextLines);
  return lines
    .slice(start, start + quotedLines)
    .map((line) => `\n    ${line}`)
    .join("");
}

/** What it takes more for than to remove types, which is all that Node.js does with TypeScript. */
const notStripped = /SyntaxError|ERR_UNKNOWN_FILE_EXTENSION|Cannot find module/;

/** What to do about an app that threw. */
function hintFor(app: string, output: string): string {
  const isTypeScript = /^\.[cm]?tsx?$/.test(extname(app));
  return isTypeScript && notStripped.test(output)
    ? `Node.js only strips types: for enums, decorators, parameter properties or imports without an extension, build first and name the result, e.g. --app dist/${basename(app, extname(app))}.js`
    : `Start it by hand to see more: node ${app}`;
}

function exited(problem: TargetProblem & { kind: "exited" }, app: string): BroadsideError {
  const { role, how, output } = problem;
  const who = role === "proxy" ? `the proxy in front of ${app}` : app;
  const threw = /\bat .*:\d+:\d+|^\s*throw |Error:/m.test(output);
  if (threw) {
    const error = /^\w*Error\b.*/m.exec(output)?.[0].trimEnd();
    return new BroadsideError(
      "app-threw",
      `${who} threw ${error === undefined ? "an error" : `"${error}"`} and ${how}:${quote(output)}`,
      hintFor(app, output),
    );
  }
  return new BroadsideError(
    "app-exited",
    `${who} ${how}${output.trim() === "" ? " and printed nothing" : `, after printing:${quote(output)}`}`,
    "A server must listen on a port and go on running.",
  );
}

function hintForSilence({ elsewhere, doings }: TargetProblem & { kind: "never-listened" }): string {
  if (elsewhere.length > 0) {
    return "Name the port that it asks for (--app-port), or raise --boot-timeout if it needs longer to get there.";
  }
  if (doings.some(({ kind }) => kind === "program")) {
    return "It must itself call server.listen(…): where another process does, name the script that runs in that one.";
  }
  return doings.length === 0
    ? "It must call server.listen(…); if it needs longer to start, raise --boot-timeout."
    : "Start what it waits for, or name another by its environment (--env); if it needs longer, raise --boot-timeout.";
}

function neverListened(problem: TargetProblem & { kind: "never-listened" }, { script, port }: AppSpec): BroadsideError {
  const { waitedSeconds, elsewhere, doings, output } = problem;
  const printed = output.trim() === "" ? "" : `; it printed:${quote(output)}`;
  const listening = elsewhere.length === 0 ? "" : `, and listens on ${elsewhere.join(" and ")}`;
  const meanwhile = doings.length === 0 ? "" : `; it ${doings.map(({ text }) => text).join(", ")}`;
  return new BroadsideError(
    "app-never-listened",
    `${basename(script)} did not listen on ${port === undefined ? "a port" : `port ${port}`} within ${waitedSeconds} s${listening}${meanwhile}${printed}`,
    hintForSilence(problem),
  );
}

/** The error that a target's problem is to the user, with the app's own words in it. */
export function problemToError(problem: TargetProblem, spec: TargetSpec): BroadsideError {
  const app = basename(spec.app.script);
  switch (problem.kind) {
    case "exited":
      return exited(problem, app);
    case "out-of-memory":
      return new BroadsideError(
        "app-out-of-memory",
        `${app} was killed by the system: it used more than the ${bytes(problem.memoryBytes)} of memory that its container may have`,
        "Give its container more with --memory, or find out what the app keeps.",
      );
    case "never-listened":
      return neverListened(problem, spec.app);
    case "listened-twice":
      return new BroadsideError(
        "app-listened-twice",
        `${app} listens twice: on ${problem.first} and on ${problem.second}`,
        "One server is measured: say which, by the port that the app asks for (--app-port 3000), or switch the other off.",
      );
    case "clusters-itself":
      return new BroadsideError(
        "app-clusters-itself",
        `${app} starts a cluster of its own (node:cluster), and would be measured with more workers than were asked for`,
        "Broadside starts the workers: switch the app's own off, usually by an environment variable (such as --env WEB_CONCURRENCY=1), or name the script that its workers run. As the worker of another cluster it forks none: --targets cluster-round-robin,cluster-os measures it as it is.",
      );
    case "speaks-http2":
      return new BroadsideError(
        "app-speaks-http2",
        `${app} speaks HTTP/2 ${problem.scheme === "http" ? "without TLS (h2c)" : "over TLS"}, and not HTTP/1.1, in which the load is sent`,
        "Let it speak both, by http2.createSecureServer({ allowHTTP1: true, … }), or serve the same by node:http.",
      );
    case "listened-elsewhere":
      return new BroadsideError(
        "app-never-listened",
        `${app} listens on ${problem.where}, not on a TCP port`,
        "Let it listen on a port: server.listen(3000).",
      );
    case "listen-failed":
      return problem.code === "EADDRINUSE"
        ? new BroadsideError(
            "port-in-use",
            `${problem.address} is already in use`,
            "Choose another --port, or leave it out to let the system choose.",
          )
        : new BroadsideError(
            "app-never-listened",
            `${app} could not listen on ${problem.address}: ${problem.code}`,
            "Choose another --port, or leave it out to let the system choose.",
          );
    case "host-failed":
      return new BroadsideError(
        "target-died",
        `the target could not be booted: ${problem.message}`,
        "This is likely a bug in the strategy; please report it.",
      );
  }
}
