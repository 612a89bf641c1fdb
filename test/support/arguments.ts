import yargs, { type InferredOptionTypes, type Options } from "yargs";
import { refuseUnparsed } from "../../harness/cli/options/option.ts";

/** What a command gets of a command line, as it is typed: `--workers 2`, a word each. */
export function argumentsOf<Declared extends Readonly<Record<string, Options>>>(
  declared: Declared,
  ...typed: readonly string[]
): Promise<InferredOptionTypes<Declared>>;
export async function argumentsOf(
  declared: Readonly<Record<string, Options>>,
  ...typed: readonly string[]
): Promise<unknown> {
  return yargs([...typed])
    .options(declared)
    .parserConfiguration({ "camel-case-expansion": false, "populate--": true })
    .check(refuseUnparsed)
    .strict()
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new Error(message);
    })
    .parseAsync();
}
