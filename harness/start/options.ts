export type Option = {
  readonly name: string;
  readonly value: string | undefined;
  /** As it was given: `["-e", ".env"]`, `["--env-file=.env"]`. */
  readonly words: readonly string[];
};

/** The options that stand before the first word that is none, and what follows. */
export type Options = { readonly options: readonly Option[]; readonly rest: readonly string[] };

/** Whether an option has its value in the next word. */
export type TakesValue = (name: string, next: string | undefined) => boolean;

/** Takes leading options apart; those for which `takesValue` holds have theirs in the next word, unless it is joined by "=". */
export function leadingOptions(words: readonly string[], takesValue: TakesValue): Options {
  const options: Option[] = [];
  let index = 0;
  for (let word = words[0]; word?.startsWith("-") === true && word !== "--"; word = words[index]) {
    const [, name = word, joined] = /^(--?[^=]+)=([^]*)$/.exec(word) ?? [];
    const next = words[index + 1];
    const isApart = joined === undefined && next !== "--" && takesValue(name, next);
    const taken = words.slice(index, index + (isApart ? 2 : 1));
    options.push({ name, value: isApart ? taken[1] : joined, words: taken });
    index += taken.length;
  }
  return { options, rest: words.slice(words[index] === "--" ? index + 1 : index) };
}

/** The same where options may stand between the other words too. */
export function optionsAnywhere(all: readonly string[], takesValue: TakesValue): Options {
  const { options, rest } = leadingOptions(all, takesValue);
  const [word, ...left] = rest;
  if (word === undefined) return { options, rest: [] };
  const further = optionsAnywhere(left, takesValue);
  return { options: [...options, ...further.options], rest: [word, ...further.rest] };
}

/**
 * Takes a program's own options out from among words that it hands on in their order. From a "--" on, which goes too, none
 * are its own.
 */
export function ownOptions(all: readonly string[], isOwn: (name: string) => boolean, takesValue: TakesValue): Options {
  const end = all.indexOf("--");
  const words = end < 0 ? all : all.slice(0, end);
  const options: Option[] = [];
  const rest: string[] = [];
  for (let index = 0; index < words.length;) {
    const [option] = leadingOptions(words.slice(index, index + 2), takesValue).options;
    const isTaken = option !== undefined && isOwn(option.name);
    if (isTaken) options.push(option);
    else rest.push(...words.slice(index, index + 1));
    index += isTaken ? option.words.length : 1;
  }
  return { options, rest: end < 0 ? rest : [...rest, ...all.slice(end + 1)] };
}

/** The values of an option by any of its names. */
export function valuesOf({ options }: Options, ...names: readonly string[]): readonly string[] {
  return options.flatMap(({ name, value }) => (names.includes(name) && value !== undefined ? [value] : []));
}

/** Whether one of these was given. */
export function has({ options }: Options, ...names: readonly string[]): boolean {
  return options.some(({ name }) => names.includes(name));
}

/** Those for which `keep` holds, as words again. */
export function wordsFrom({ options }: Options, keep: (name: string) => boolean): readonly string[] {
  return options.flatMap(({ name, words }) => (keep(name) ? words : []));
}
