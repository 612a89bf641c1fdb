import type { Argv, InferredOptionTypes, Options, PositionalOptions } from "yargs";
import type { ExitCode } from "./exit-codes.ts";
import type { Terminal } from "./terminal.ts";

type Declared = Readonly<Record<string, Options>>;
type Positionals = Readonly<Record<string, PositionalOptions>>;

/** What a command must be given beside its options. */
type Needs = {
  /** As yargs has them: `<file> <folder>`. */
  readonly typed: string;
  readonly positionals: Positionals;
  /** As a sentence has it: `the folder of a run`. */
  readonly what: string;
  /** As it is typed after the name of the program. */
  readonly example: string;
};

/** What is said of a command, whatever its options. */
type Said = {
  /** As it is typed: `baseline save`. */
  readonly name: string;
  readonly describe: string;
  /** What its help shows how to type. */
  readonly examples?: readonly (readonly [command: string, description: string])[];
  /** It boots an app, which takes the arguments after a bare `--`. */
  readonly startsApp?: true;
  /** What is typed without a command is typed of this one. */
  readonly isDefault?: true;
};

/** How a command line is carried out. */
export type Call = {
  /** What was typed after the program's name; secrets are masked. */
  readonly typed: readonly string[];
  readonly openTerminal: (colour: boolean | undefined) => Terminal;
  readonly onEnd: (code: ExitCode) => void;
};

/** A command of the program: all that the command line, its help and its errors say of it. */
export type Command = Said & {
  readonly options: Declared;
  readonly needs: Needs | null;
  /** Adds it to a parser, which then carries out what is typed. */
  readonly addTo: (parser: Argv, call: Call) => Argv;
};

/** Commands that share their first word. */
export type CommandGroup = {
  readonly name: string;
  readonly describe: string;
  readonly commands: readonly Command[];
};

type Declaration<Own extends Declared, Given> = Said & {
  readonly options: Own;
  // As a method it takes what the options give, and not any object.
  carryOut(this: void, argv: Given, typed: readonly string[], terminal: Terminal): Promise<ExitCode>;
};

/** Declares a command. `carryOut` loads what it needs by itself: help must be quick. */
export function command<const Own extends Declared, const Place extends Positionals>(
  said: Declaration<Own, InferredOptionTypes<Own> & InferredOptionTypes<Place>> & {
    readonly needs: Omit<Needs, "positionals"> & { readonly positionals: Place };
  },
): Command;
export function command<const Own extends Declared>(said: Declaration<Own, InferredOptionTypes<Own>>): Command;
export function command({
  carryOut,
  needs,
  ...said
}: Declaration<Declared, object> & { readonly needs?: Needs }): Command {
  const { name, describe, options, examples = [], isDefault = false } = said;
  const word = [name.slice(name.lastIndexOf(" ") + 1), needs?.typed ?? []].flat().join(" ");
  return {
    ...said,
    needs: needs ?? null,
    addTo: (program, { typed, openTerminal, onEnd }) =>
      program.command(
        isDefault ? [word, "$0"] : word,
        describe,
        (own) => {
          for (const [place, option] of Object.entries(needs?.positionals ?? {})) own.positional(place, option);
          return own.options({ ...options }).example(examples.map(([line, what]) => [line, what]));
        },
        async (argv) => {
          const { color } = argv;
          const terminal = openTerminal(typeof color === "boolean" ? color : undefined);
          onEnd(await carryOut(argv, typed, terminal));
        },
      ),
  };
}
