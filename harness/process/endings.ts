import { basename, extname, join } from "node:path";
import type { AppSpec, TargetProblem } from "../../targets/protocol.ts";
import { BroadsideError } from "../errors.ts";
import { readManifest } from "../observe/manifest.ts";
import { compareNodes } from "../observe/node-version.ts";
import { endedFromOutside, moreFiles, moreFilesInContainers, moreProcesses } from "../system-hints.ts";
import { appWords, inLines, type AppWords } from "./app-words.ts";
import { beforeStart, ourEnv, type Ran, startOf } from "./by-hand.ts";
import { hintForHeap } from "./heap.ts";
import { nodeAsCause, programOf } from "./other-node.ts";
import type { Container, Place } from "../../targets/place.ts";

type Exited = TargetProblem & { readonly kind: "exited" };

/** What is preloaded into the app's processes: an error that was thrown there is no error of the app's. */
const ownFolder = join(import.meta.dirname, "../../targets/inside/");

/** What it takes more for than to remove types, which is all that Node.js does with TypeScript. */
const notStripped = /SyntaxError|ERR_UNKNOWN_FILE_EXTENSION|Cannot find module/;
/** A module that is named as a package, and neither as a file nor as a part of Node.js. */
const missingPackage = /Cannot find (?:package|module) '((?:@[\w.-]+\/)?[\w][\w.-]*)/;
const neverSettles = /unsettled top-level await/;
const outOfHeap = /heap out of memory|ERR_WORKER_OUT_OF_MEMORY|Fatal JavaScript out of memory/;
/** Below an error that ends it, Node.js tells its version, from 17 on. */
const printedVersion = /^Node\.js v(\d+\.\d+\.\d+)/m;
/** The system gave no further process or thread; EAGAIN of anything else, such as of a full backlog, says nothing of that. */
const outOfProcesses =
  /\b(?:spawn|spawnSync|v?fork|clone)\b.*\bEAGAIN\b|uv_thread_create|ERR_WORKER_INIT_FAILED(?!.*\bEMFILE\b)|pthread_create/;
const outOfFiles = /\bEMFILE\b|too many open files/;
/** What watches files has limits of its own (inotify(7)), which come with the codes of others. */
const outOfWatches = /\b(?:EMFILE|ENOSPC)\b.*\bwatch\b/;
/** What ends a process below JavaScript. */
const crashes = /by (SIGSEGV|SIGBUS|SIGILL|SIGABRT|SIGFPE|SIGTRAP)$/;

/** How Node.js ends that is given an option which it does not have. */
const refusesOption = /^exited with code 9$/;

/** The error that the end of one of a target's processes is to the user, with what it printed. */
export function endingToError(
  problem: Exited,
  app: Ran,
  place: Place = { front: "the proxy", container: null },
): BroadsideError {
  const words = appWords(problem.output);
  if (problem.of === "helper") return endOfHelper(problem, app, words, place);
  return (
    oldImage(problem, words, place) ??
    thrownInside(words, app) ??
    systemsLimit(problem, app, words) ??
    endOfApp(problem, app, words, place)
  );
}

/** How it ended and, where it had listened, how long after, or beside how many others that did. */
function ended({ how, listenedSeconds, siblings }: Exited): string {
  const others = siblings === 1 ? "another" : `${siblings} others`;
  if (siblings !== undefined) return `${how}, in one worker, after ${others} had started listening`;
  return listenedSeconds === null ? how : `${how}, ${listenedSeconds.toFixed(1)} s after it started listening`;
}

/** What it printed, as the end of a sentence: the reason, and the lines around it where there are any. */
function printed(words: AppWords, { how, listenedSeconds }: Exited): string {
  if (words.kind === "silent") return " and printed nothing";
  // Whom a signal ends had no time to say why, and who is done has no reason to.
  const isWordless = / by SIG[A-Z]+$/.test(how) || (listenedSeconds !== null && how === "exited with code 0");
  if (!words.isTrouble && isWordless) return `; it last printed:${inLines(words)}`;
  return words.quote.length === 1
    ? `, after printing:${inLines(words)}`
    : `, after printing "${words.reason}":${inLines(words)}`;
}

/** What is quoted below a sentence that gives the reason already. */
function besideReason(words: AppWords): string {
  return words.quote.length === 1 && words.quote[0] === words.reason ? "" : `:${inLines(words)}`;
}

function endOfHelper(problem: Exited, ran: Ran, words: AppWords, { front, container }: Place): BroadsideError {
  const app = basename(ran.script);
  const who = problem.role === "proxy" ? `${front} in front of ${app}` : `the primary of ${app}'s workers`;
  const isKilled = problem.how.endsWith("SIGKILL") || problem.how.endsWith("SIGTERM");
  // A primary has the app's options of Node.js.
  const node = refusesOption.test(problem.how) ? nodeAsBootCause(problem, ran, container) : null;
  return new BroadsideError(
    "target-died",
    `${who} ${ended(problem)}${printed(words, problem)}`,
    isKilled
      ? endedFromOutside
      : (node ?? "It is part of the strategy, not of the app: run again, and report it if it persists."),
  );
}

/** What is preloaded does not load in a Node.js that is too old for it; in an image nobody has looked at that before. */
function oldImage({ output }: Exited, { kind, topFrame }: AppWords, { container }: Place): BroadsideError | null {
  const image = container?.image ?? null;
  const isApps = topFrame !== null && !topFrame.startsWith(ownFolder);
  if (image === null || kind !== "thrown" || isApps) return null;
  const oldest = readManifest().oldestNodeVersion ?? "0";
  const version = printedVersion.exec(output)?.[1];
  const isOld = version === undefined ? output.includes(ownFolder) : compareNodes(version, oldest) < 0;
  if (!isOld) return null;
  return new BroadsideError(
    "bad-option",
    `the image ${image} has ${version === undefined ? "an old Node.js" : `Node.js ${version}`}, but measuring needs ${oldest} or newer`,
    `Name an image with Node.js ${oldest} or newer.`,
  );
}

function thrownInside(words: AppWords, { script }: AppSpec): BroadsideError | null {
  const { kind, reason, topFrame } = words;
  if (kind !== "thrown" || topFrame?.startsWith(ownFolder) !== true) return null;
  return new BroadsideError(
    "target-died",
    `what Broadside preloads into ${basename(script)} threw "${reason}":${inLines(words)}`,
    "This is a bug in Broadside; please report it with these lines.",
  );
}

function systemsLimit(problem: Exited, { script }: AppSpec, words: AppWords): BroadsideError | null {
  if (words.kind === "printed" || !outOfProcesses.test(words.reason)) return null;
  return new BroadsideError(
    "target-died",
    `the system refused ${basename(script)} another process or thread, and it ${ended(problem)}${printed(words, problem)}`,
    moreProcesses,
  );
}

function endOfApp(problem: Exited, app: Ran, words: AppWords, { container }: Place): BroadsideError {
  const name = basename(app.script);
  if (outOfHeap.test(words.reason)) {
    return new BroadsideError(
      "app-out-of-memory",
      `${name} used up its heap, "${words.reason}", and ${ended(problem)}`,
      hintForHeap(app, container),
    );
  }
  const did = { thrown: "threw", rejected: "left a rejected promise unhandled, with", fatal: "failed with" };
  if (words.kind === "printed" || words.kind === "silent") {
    return new BroadsideError(
      "app-exited",
      `${name} ${ended(problem)}${printed(words, problem)}`,
      hintFor(problem, app, words, container),
    );
  }
  return new BroadsideError(
    "app-threw",
    `${name} ${did[words.kind]} "${words.reason}" and ${ended(problem)}${besideReason(words)}`,
    hintFor(problem, app, words, container),
  );
}

function hintForFiles(reason: string, container: Container | null): string {
  if (outOfWatches.test(reason)) {
    return "A file watcher ran out of inotify instances or watches: turn it off while measuring, or raise the limits, sudo sysctl fs.inotify.max_user_instances=1024 fs.inotify.max_user_watches=524288.";
  }
  return container === null
    ? `${moreFiles} Fewer connections need fewer.`
    : `${moreFilesInContainers} Fewer connections need fewer.`;
}

function isBoot({ listenedSeconds, siblings }: Exited): boolean {
  return listenedSeconds === null && siblings === undefined;
}

/** What an image runs on is its own. */
function nodeAsBootCause(problem: Exited, app: Ran, container: Container | null): string | null {
  return isBoot(problem) && (container?.image ?? null) === null ? nodeAsCause(app, problem.output) : null;
}

function hintFor(problem: Exited, app: Ran, words: AppWords, container: Container | null): string {
  const { how, listenedSeconds, output, siblings } = problem;
  const { script } = app;
  if (/^\.[cm]?tsx?$/.test(extname(script)) && notStripped.test(output)) {
    return `Node.js only strips types: for enums, decorators, parameter properties or imports without an extension, build it first and name the result, e.g. --app dist/${basename(script, extname(script))}.js`;
  }
  const node = nodeAsBootCause(problem, app, container);
  const start = startOf(app, container, node === null ? undefined : programOf(app));
  const [, missing] = missingPackage.exec(words.reason) ?? [];
  if (missing !== undefined) {
    return `Install its dependencies in the folder of its package.json (npm install, or what the project uses): ${missing} is missing. ${start}`;
  }
  if (neverSettles.test(words.reason)) return `Its top-level await never settles. ${start}`;
  if (outOfFiles.test(words.reason) || outOfWatches.test(words.reason))
    return `${hintForFiles(words.reason, container)} ${start}`;
  if (how.endsWith("SIGKILL")) {
    return `Something outside killed it: the kernel for lack of memory (dmesg says so), a limit, or a person. ${start}`;
  }
  if (how.endsWith("SIGABRT") && words.topFrame !== null) {
    return `It was aborted at ${words.topFrame}, as by process.abort(). ${start}`;
  }
  const first = [node, isBoot(problem) ? beforeStart(app) : null]
    .flatMap((cause) => (cause === null ? [] : `${cause} `))
    .join("");
  if (crashes.test(how))
    return `${first}It crashed below JavaScript: in a native add-on, or in Node.js itself. ${start}`;
  if (siblings !== undefined) {
    return `One instance does start: if only one can run per machine (a lock, a port, its own store), only the strategy single applies. ${start}`;
  }
  if (listenedSeconds !== null && how === "exited with code 0") {
    return `It exited on its own, as Node.js does when there is nothing left to do: look for what closes its server or calls process.exit(). ${start}`;
  }
  if (listenedSeconds !== null) {
    return `A single request may end it, or many at once: send it one by hand. ${start}`;
  }
  if (words.kind === "thrown" || words.kind === "rejected" || how !== "exited with code 0") {
    const isOurs = ourEnv(app).NODE_ENV !== undefined;
    const taken = isOurs ? "Broadside set NODE_ENV=production; --env NODE_ENV=development overrides that. " : "";
    return `${first}${taken}${start}`;
  }
  return `${first}A server must listen on a port and keep running. ${start}`;
}
