import { stripVTControlCharacters } from "node:util";
import { readLogLine } from "./log-line.ts";

const quotedLines = 10;
/** The place, some lines of source and the mark below them, which Node.js prints above an error that nothing caught. */
const contextLines = 6;
/** How far below an error its first stack frame may be: a message may have several lines. */
const messageLines = 12;
const longestReason = 300;

/**
 * How what a process printed explains its end: a `fatal` error of V8 or of native code, an error that was `thrown` and
 * that nothing caught, a promise that was `rejected` with what is no error, or nothing but what it `printed`.
 */
export type AppWords = {
  readonly kind: "fatal" | "thrown" | "rejected" | "printed" | "silent";
  /** The one line that matters most; empty where nothing was printed. */
  readonly reason: string;
  /** Whether that line speaks of trouble; the last of what was merely printed may have nothing to do with it. */
  readonly isTrouble: boolean;
  /** That line and those around it, without stack frames, for a person. */
  readonly quote: readonly string[];
  /** The file and line of the innermost stack frame that is not Node.js's own; null where there is none. */
  readonly topFrame: string | null;
};

const frame = /^\s+at /;
/** A file with its line, but none of Node.js's own. */
const placeInFrame = /(?:[( ]|file:\/\/)(\/[^():]+:\d+)/;
/** A call of the app's to Node.js that goes through us: what it throws is the app's. */
const passedOver = /\/targets\/inside\/wrap-method\.[jt]s:/;
/** What Node.js, V8 and PM2 print beside the reason. */
const noise = [
  frame,
  /^Node\.js v\d/,
  /\bnode:internal\//,
  /\bTracingChannel\b/,
  /^\(Use `node --trace-/,
  /^\(node:\d+\) /,
  /^\s*\d+: 0x[\da-f]+\b/i,
  /^\d+: (?:\S+|.*\([^\s(]+):\d+:\d+\)?$/,
  /^\[\d+:0x[\da-f]+\]\s+\d+ ms: /i,
  /^<--- .* --->$/,
  /^-{5} (?:Native|JavaScript) stack trace -{5}$/,
  /^=+ JS stack trace =+$/,
];

const fatal =
  /^(?:FATAL ERROR: .*|# Fatal (?:error|JavaScript).*|\s*#\s+Assertion failed: .*|.*:\d+:.*: Assertion [`'‘].* failed\.?|terminate called after .*|(?:free|malloc|realloc|munmap_chunk)\(\): .*|double free or corruption.*|Segmentation fault.*)$/;
const errorHead = /^(?:Uncaught )?(?:[\w$.]*(?:Error|Exception)\b(?: \[[\w-]+\])?|[\w$.]+ \[\w*Error\])(?::.*)?$/;
const mark = /^\s*\^+\s*$/;
const footer = /^Node\.js v\d/;
const rejection = /^\[?UnhandledPromiseRejection: .* reason "(.*)"\.\]?/;

/** Finds in what an app printed the reason of its end, wherever it stands, and what to quote of it. */
export function appWords(output: string): AppWords {
  const lines = stripVTControlCharacters(output)
    .split(/\r\n|\n|\r/)
    .map((line) => line.trimEnd());
  const silent: AppWords = { kind: "silent", reason: "", isTrouble: false, quote: [], topFrame: null };
  return wordsIn(withoutFarewells(lines)) ?? wordsIn(lines) ?? silent;
}

function wordsIn(lines: readonly string[]): AppWords | null {
  return fatalWords(lines) ?? thrownWords(lines) ?? abortWords(lines) ?? printedWords(lines);
}

function isFrame(line: string | undefined): boolean {
  return line !== undefined && frame.test(line);
}

/** The first line of what Node.js prints when nothing handles an 'error' event. */
const unhandledEvent = /^node:events:\d+$/;
/** Lines of it below the stack of the error itself, at most. */
const unhandledLines = 12;

/** What a worker says of a primary that has gone: that its channel is closed, or the folder in which PM2 notes its pid. */
function isFarewell(line: string, frames: readonly string[]): boolean {
  if (/^Error: write EPIPE\b/.test(line)) return frames.some((one) => /\b_send\b/.test(one));
  return /^Error: ENOENT\b.*\.pid'$/.test(line) && frames.some((one) => /\/pm2\/lib\/ProcessContainer/.test(one));
}

/** Without what workers said of a primary that had gone before them: that explains nothing. */
function withoutFarewells(lines: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    let end = index + 1;
    while (isFrame(lines[end])) end += 1;
    if (!isFarewell(line, lines.slice(index + 1, end))) {
      kept.push(line);
      continue;
    }
    const above = kept.findLastIndex((one) => unhandledEvent.test(one));
    if (above >= 0 && above >= kept.length - contextLines) kept.length = above;
    const isUnhandled = lines[end]?.startsWith("Emitted 'error' event") === true;
    const last = isUnhandled ? lines.slice(end, end + unhandledLines).findIndex((one) => footer.test(one)) : -1;
    index = last < 0 ? end - 1 : end + last;
  }
  return kept;
}

/** What is quoted, below a sentence. */
export function inLines({ quote }: Pick<AppWords, "quote">): string {
  return quote.map((line) => `\n    ${line}`).join("");
}

function fatalWords(lines: readonly string[]): AppWords | null {
  const at = lines.findIndex((line) => fatal.test(line));
  if (at < 0) return null;
  const rest = worthQuoting(lines.slice(at)).slice(0, quotedLines);
  const [line = "", next = ""] = rest;
  // V8 leaves the first line of a failed check without its subject.
  const check = line.startsWith("# ") && next.startsWith("# ") ? `${line} ${next.slice(2)}` : line;
  return {
    kind: "fatal",
    reason: bounded(check.replace(/^\s*#\s+/, "")),
    isTrouble: true,
    quote: rest.slice(0, 3),
    topFrame: null,
  };
}

const abortHead = /^-{5} JavaScript stack trace -{5}$/;
const abortFrame = /^\d+: (.*\((.+:\d+):\d+\)|(\S+:\d+):\d+)$/;

/** What ended by an abort, as process.abort() does: where it was in the app's JavaScript, and what it had printed. */
function abortWords(lines: readonly string[]): AppWords | null {
  const head = lines.findIndex((line) => abortHead.test(line));
  if (head < 0) return null;
  const [own] = lines.slice(head + 1).flatMap((line) => {
    const found = abortFrame.exec(line);
    return found === null || line.includes("node:") ? [] : [found];
  });
  if (own === undefined) return null;
  const [, call = "", placed, bare] = own;
  const printed = printedWords(lines.slice(0, head));
  const where = `at ${call}`;
  return {
    kind: "printed",
    reason: printed?.isTrouble === true ? printed.reason : where,
    isTrouble: true,
    quote: [...(printed?.quote ?? []), where],
    topFrame: placed ?? bare ?? null,
  };
}

/** The error that ended the process: that above Node.js's own last line, or else the last that has a stack. */
function thrownWords(all: readonly string[]): AppWords | null {
  const end = all.findIndex((line) => footer.test(line));
  const lines = end < 0 ? all : all.slice(0, end);
  const marked = lines.findLastIndex((line) => mark.test(line));
  const isHead = (line: string, index: number): boolean =>
    errorHead.test(line) && lines.slice(index + 1, index + 1 + messageLines).some((below) => frame.test(below));
  // Below the mark of TypeScript that Node.js does not take, more of the source comes before the error.
  const headBelow = marked < 0 ? -1 : lines.findIndex((line, index) => index > marked && isHead(line, index));
  const ofMark =
    headBelow >= 0 || marked < 0 ? headBelow : lines.findIndex((line, index) => index > marked && line.trim() !== "");
  // Node.js's own code has a mark too, below which a line of the reason stands as well.
  const at = ofMark >= 0 && (end >= 0 || isHead(lines[ofMark] ?? "", ofMark)) ? ofMark : lines.findLastIndex(isHead);
  const found = at >= 0 ? at : end < 0 ? -1 : lines.findLastIndex((line) => /^\w*Error\b/.test(line));
  if (found < 0) return null;
  return wordsOfError(lines, found);
}

function wordsOfError(lines: readonly string[], at: number): AppWords {
  const below = lines.slice(at);
  const message = worthQuoting(
    below.slice(
      0,
      Math.max(
        1,
        below.findIndex((line) => frame.test(line)),
      ),
    ),
  );
  const above = worthQuoting(lines.slice(0, at)).slice(-contextLines);
  const firstOfPlace = above.findLastIndex((line) => /^(?:file:\/\/)?\/.*:\d+$/.test(line));
  const place = firstOfPlace < 0 ? [] : above.slice(firstOfPlace);
  const nested = worthQuoting(below.filter((line) => /^\s+(?:\[cause\]: |\[?[\w$.]*Error\b.*: )/.test(line)));
  const rejected = rejection.exec(below[0] ?? "");
  if (rejected !== null) {
    const reason = bounded(rejected[1] ?? "");
    return {
      kind: "rejected",
      reason,
      isTrouble: true,
      quote: [`a promise was rejected with: ${reason}`],
      topFrame: null,
    };
  }
  const frames = below.filter((line) => frame.test(line) && !passedOver.test(line));
  const [topFrame] = frames.flatMap((line) => placeInFrame.exec(line)?.[1] ?? []);
  const where = place.length > 0 || topFrame === undefined ? place : [topFrame];
  return {
    kind: "thrown",
    reason: bounded(reasonOf(message, nested)),
    isTrouble: true,
    quote: unique([...where, ...message, ...nested]).slice(0, quotedLines),
    topFrame: topFrame ?? null,
  };
}

/** The message on one line, with what follows where its first line only announces it, and what caused it. */
function reasonOf(message: readonly string[], nested: readonly string[]): string {
  // An error without a stack stands in brackets, before its other properties.
  let reason = (message[0] ?? "").trim().replace(/^\[(.*)\] \{$/, "$1");
  for (const line of message.slice(1)) {
    if (!reason.endsWith(":")) break;
    reason = `${reason} ${line.trim()}`;
  }
  const inner = nested
    .at(-1)
    ?.trim()
    .replace(/^\[cause\]: /, "")
    .replace(/[{,]$/, "")
    .trim();
  if (inner === undefined) return reason.replace(/:$/, "");
  return `${reason.replace(/:$/, "")}${reason.endsWith(":") ? ": " : ", caused by "}${inner}`;
}

function printedWords(all: readonly string[]): AppWords | null {
  const useful = worthQuoting(all).filter((line) => !mark.test(line));
  // A warning of Node.js's own is only of interest where there is nothing else.
  const lines = useful.length > 0 ? useful : unique(all.filter((line) => /^\(node:\d+\) /.test(line)));
  if (lines.length === 0) return null;
  const spoken = lines.map(readLogLine);
  const trouble = spoken.findLastIndex(({ isTrouble }) => isTrouble);
  const at = trouble < 0 ? lines.length - 1 : trouble;
  const start = Math.min(at, Math.max(0, lines.length - quotedLines));
  return {
    kind: "printed",
    reason: bounded(spoken[at]?.text.trim() ?? ""),
    isTrouble: trouble >= 0,
    quote: lines.slice(start, start + quotedLines),
    topFrame: null,
  };
}

function worthQuoting(lines: readonly string[]): readonly string[] {
  return unique(lines.filter((line) => line !== "" && !noise.some((pattern) => pattern.test(line))));
}

/** Several workers print the same. */
function unique(lines: readonly string[]): readonly string[] {
  return [...new Set(lines)];
}

function bounded(text: string): string {
  return text.length <= longestReason ? text : `${text.slice(0, longestReason - 1)}…`;
}
