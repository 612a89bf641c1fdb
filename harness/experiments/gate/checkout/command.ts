import type { CommandFailure } from "../../../../targets/protocol.ts";
import { commandWords, shellWord, throughShell } from "../../../command-line.ts";
import { BroadsideError, type ErrorCode } from "../../../errors.ts";
import { runInHost } from "../../../process/host-command.ts";
import { appWords, inLines, type AppWords } from "../../../process/app-words.ts";

/** A command of the project that is run in a version, and how it is told of. */
export type ProjectCommand = {
  readonly option: "install" | "build";
  readonly command: string;
  /** Whether it was typed, rather than chosen by the lock file. */
  readonly isTyped: boolean;
  readonly folder: string;
  /** The version, as it is called. */
  readonly label: string;
};

const codes: Readonly<Record<ProjectCommand["option"], ErrorCode>> = { install: "gate-install", build: "gate-build" };

/** An installation may compile add-ons. */
const timeoutSeconds = 3_600;

/**
 * Runs a command in a folder of a version; it ends with this process, however that ends.
 * @throws BroadsideError `gate-install` or `gate-build`, with the end of its output, when it fails or takes a shell
 */
export async function runInVersion(what: ProjectCommand, signal: AbortSignal): Promise<void> {
  const failure = await runInHost({ command: projectCommand(what), cwd: what.folder, timeoutSeconds }, signal);
  if (failure !== null) throw failed(what, failure);
}

/** The words of a command; throws `gate-install` or `gate-build` where there are none, or a shell is needed. */
export function projectCommand({ option, command }: Pick<ProjectCommand, "option" | "command">): readonly string[] {
  const taken = commandWords(command);
  if ("shellOnly" in taken) {
    throw new BroadsideError(
      codes[option],
      `--${option} is "${command}", which needs a shell, because of ${taken.shellOnly}`,
      `Give a single command and quote what is literal, or pass all of it to a shell: --${option} ${shellWord(throughShell(command) ?? "sh FILE")}`,
    );
  }
  if (taken.words.length > 0) return taken.words;
  const example = option === "install" ? "npm ci" : "npm run build";
  throw new BroadsideError(codes[option], `--${option} is empty`, `Name a command, such as '${example}'.`);
}

/** Lines of npm's reason that are quoted, at most; below it stands how the command is used. */
const reasonLines = 5;

/** What npm says first of why it failed, after its code; null where npm did not fail. */
function npmReason(output: string): Pick<AppWords, "quote"> | null {
  const lines = output.split("\n").flatMap((line) => /^npm (?:error|ERR!) ?(.*)$/.exec(line.trimEnd())?.[1] ?? []);
  const first = lines.findIndex((line) => line !== "" && !/^(?:code|errno|syscall) /.test(line));
  if (first < 0) return null;
  const end = lines.findIndex((line, index) => index > first && line === "");
  return { quote: lines.slice(first, Math.min(end < 0 ? lines.length : end, first + reasonLines)) };
}

function failed({ option, command, isTyped, folder, label }: ProjectCommand, failure: CommandFailure): BroadsideError {
  const { cause, how, output } = failure;
  const printed = output.trim() === "" ? "" : `, after printing:${inLines(npmReason(output) ?? appWords(output))}`;
  const [program = ""] = failure.command;
  if (cause === "not-found" && !isTyped) {
    return new BroadsideError(
      codes[option],
      `the dependencies of ${label} are installed with "${command}", but there is no "${program}" on this machine`,
      `Install ${program}, or name another command: --install 'COMMAND'.`,
    );
  }
  return new BroadsideError(
    codes[option],
    `"${command}" ${how} in ${folder}, a checkout of ${label}${printed}`,
    cause === "not-found"
      ? "Commands run without a shell: name a program."
      : `Run it by hand in a checkout of that version to see more.`,
  );
}
