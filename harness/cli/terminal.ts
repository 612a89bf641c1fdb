import { dirname, relative } from "node:path";
import { createInterface } from "node:readline/promises";
import { harmless } from "../../reports/text.ts";
import { shellWord } from "../command-line.ts";
import { BroadsideError, systemCodeOf } from "../errors.ts";
import { packageFolder } from "../observe/manifest.ts";

/** Where a command writes, and what can be shown there. */
export type Terminal = {
  /** Results: what a pipe or a file should receive. */
  readonly out: (text: string) => void;
  /** Progress, warnings and errors, as lines: of a text that came from outside the terminal obeys nothing. */
  readonly note: (text: string) => void;
  /** Shows a text on the line that it showed the one before on. */
  readonly redraw: (text: string) => void;
  readonly colour: boolean;
  readonly width: number;
  /** Progress may redraw its line. */
  readonly interactive: boolean;
  /** Asks a person, and resolves to the line that was typed; null where nobody can be asked. */
  readonly ask: (question: string, signal: AbortSignal) => Promise<string | null>;
  readonly hintFor: HintFor;
};

/** A hint as whoever typed that command can follow it. */
type HintFor = (hint: string, command: readonly string[]) => string;

const clearLine = "\r\u001b[2K";
const usualWidth = 100;
const narrowest = 20;

/** Columns to fill. The usual number where there is no terminal, or one that does not know its size and says 0. */
export function widthOf({ isTTY, columns }: Pick<NodeJS.WriteStream, "isTTY" | "columns">): number {
  return isTTY && columns > 0 ? Math.max(narrowest, columns) : usualWidth;
}

/** Colour only on a terminal, never with NO_COLOR (no-color.org) or a dumb terminal, unless asked for. */
function wantsColour(asked: boolean | undefined): boolean {
  if (asked !== undefined) return asked;
  const { NO_COLOR, TERM } = process.env;
  return process.stdout.isTTY && (NO_COLOR ?? "") === "" && TERM !== "dumb";
}

/** An end of the input is an empty answer. An interrupt reaches the process, as it does at any other time. */
async function askAtTerminal(question: string, signal: AbortSignal): Promise<string | null> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return null;
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  const { promise: ended, resolve: end } = Promise.withResolvers<string>();
  lines.once("close", () => end(""));
  try {
    return await Promise.race([lines.question(question, { signal }), ended]);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    lines.close();
  }
}

let outputError: Error | null = null;

/** A reader that goes away (`| head`) ends the output, not the run; what else keeps a result from being written is kept. */
export function watchOutput(): void {
  process.stderr.on("error", () => {});
  process.stdout.on("error", (error) => {
    if (systemCodeOf(error) !== "EPIPE") outputError ??= error;
  });
}

/** Throws `output-unwritable` when what was written to the standard output did not get there. */
export function refuseLostOutput(): void {
  if (outputError === null) return;
  throw new BroadsideError(
    "output-unwritable",
    `the result could not be written to the standard output: ${outputError.message}`,
    "Redirect it to a file or a program that reads it; the run's files are in its folder anyway.",
  );
}

/** The process's own terminal. */
export function openTerminal(askedColour: boolean | undefined, hintFor: HintFor): Terminal {
  return {
    out: (text) => void process.stdout.write(text),
    note: (text) => void process.stderr.write(harmlessLines(text)),
    redraw: (text) => void process.stderr.write(clearLine + harmless(text)),
    colour: wantsColour(askedColour),
    width: widthOf(process.stdout),
    interactive: process.stderr.isTTY && process.env["TERM"] !== "dumb",
    ask: askAtTerminal,
    hintFor,
  };
}

/** The path by which a clone's own command was called; no app is to find it in its environment. */
const typedVariable = "BROADSIDE_TYPED";
const typed = process.env[typedVariable];
delete process.env[typedVariable];

/** What a person types to call the program: a clone's command, npm's script, or the installed command, also by npx. */
export function programName(): string {
  if (typed !== undefined) return shellWord(typed);
  const { npm_lifecycle_event: event, npm_package_json: manifest, INIT_CWD: calledFrom } = process.env;
  if (event !== "bench") return event === "npx" ? "npx broadside" : "broadside";
  if (manifest === undefined || calledFrom === undefined) return "npm run bench --";
  const folder = dirname(manifest);
  if (!relative(folder, calledFrom).startsWith("..")) return "npm run bench --";
  return `npm --prefix ${shellWord(folder)} run bench --`;
}

/** npm runs a script of this package in the package's own folder; what a person names is where npm was called. */
export function goWhereNpmWasCalled(): void {
  const { npm_lifecycle_event: event, INIT_CWD: calledFrom } = process.env;
  if (event === "bench" && calledFrom !== undefined && process.cwd() === packageFolder()) process.chdir(calledFrom);
}

/** Everything written has reached the system: to be awaited before the process ends, since pipes are asynchronous. */
export async function flush(): Promise<void> {
  const drained = [process.stdout, process.stderr].map(
    (stream) => new Promise<void>((resolve) => (stream.writable ? stream.write("", () => resolve()) : resolve())),
  );
  await Promise.all(drained);
}

/**
 * What a user sees of an error: a sentence and a hint. Anything that is not a BroadsideError is a bug and keeps its
 * stack. Both may quote an app's words, which the terminal must not obey.
 */
export function describeFailure(error: unknown): string {
  return `${harmlessLines(failureText(error))}\n`;
}

function harmlessLines(text: string): string {
  return text.split("\n").map(harmless).join("\n");
}

function failureText(error: unknown): string {
  if (error instanceof BroadsideError) return `broadside: ${error.message}\n  ${error.hint}`;
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `broadside: this is a bug; please report it with the command you ran.\n${detail}`;
}
