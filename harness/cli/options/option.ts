import type { Options } from "yargs";
import { BroadsideError } from "../../errors.ts";
import type { Parse } from "../values.ts";

/** An option that takes a text, by what that says. Of several texts each is parsed; `--no-NAME` is false where that is taken. */
type Parsed = Omit<Options, "type" | "coerce" | "requiresArg"> & {
  readonly parse: Parse<unknown>;
  readonly negatable?: true;
};

type ValueOf<Declared> = Declared extends { readonly parse: Parse<infer Value> }
  ? | (Declared extends { readonly array: true } ? readonly Value[] : Value)
    | (Declared extends { readonly negatable: true } ? false : never)
  : never;

type ForYargs<Declared> = Declared extends Parsed
  ? Omit<Declared, "parse" | "negatable" | "type" | "requiresArg" | "coerce"> & {
      readonly type: "string";
      readonly requiresArg: true;
      readonly coerce: (given: unknown) => ValueOf<Declared>;
    }
  : Declared;

/**
 * Options as they are declared, by name, as yargs takes them. What is given for one with `parse` comes to the commands as what
 * it says, and is refused before anything begins where it says nothing.
 */
export function options<const Declared extends Readonly<Record<string, Options | Parsed>>>(
  declared: Declared,
): { readonly [Name in keyof Declared]: ForYargs<Declared[Name]> };
export function options(declared: Readonly<Record<string, Options | Parsed>>): Readonly<Record<string, Options>> {
  return Object.fromEntries(
    Object.entries(declared).map(([name, option]) => [name, "parse" in option ? forYargs(name, option) : option]),
  );
}

function forYargs(name: string, { parse, ...said }: Parsed): Options {
  const read = (given: unknown): unknown => {
    if (typeof given === "string") return parse(given, name);
    if (!Array.isArray(given)) return given;
    return said.array === true ? given.map(read) : refuseTwice(name, said);
  };
  const coerce = (given: unknown): unknown => {
    try {
      return read(given);
    } catch (error) {
      // Of what is thrown here yargs keeps the message alone.
      if (error instanceof BroadsideError) return error;
      throw error;
    }
  };
  return { ...said, type: "string", requiresArg: true, coerce };
}

/** Throws what parsing found, once yargs is done. */
export function refuseUnparsed(argv: Readonly<Record<string, unknown>>): true {
  const found = Object.values(argv).find((value) => value instanceof BroadsideError);
  if (found === undefined) return true;
  throw found;
}

/** yargs makes a list of an option that is given twice; which of the two was meant, it cannot know either. */
export function refuseTwice(name: string, { describe = "" }: Pick<Options, "describe"> = {}): never {
  throw new BroadsideError(
    "usage",
    `--${name} is given more than once.`,
    describe.includes("comma-separated")
      ? "Give it once, its values separated by commas."
      : "Give it once: it takes one value.",
  );
}
