import type { Command } from "../cli/command.ts";
import type { ExitCode } from "../cli/exit-codes.ts";
import type { Terminal } from "../cli/terminal.ts";

/** A kind of experiment, as the program offers it. What it is, and how it is read and shown, lies in its folder. */
export type Kind = {
  readonly command: Command;
  /** Writes the reports of what is saved at a path anew, and shows it; null where that is of another kind. */
  readonly report: (source: string, terminal: Terminal, options: ShowOptions) => Promise<ExitCode | null>;
};

export type ShowOptions = { readonly json: boolean };
