export type Option = {
  readonly name: string;
  readonly value: string | undefined;
  /** As it was given: `["-e", ".env"]`, `["--env-file=.env"]`. */
  readonly words: readonly string[];
};

/** The options that stand before the first word that is none, and what follows. */
export type Options = { readonly options: readonly Option[]; readonly rest: readonly string[] };

/** Takes leading options apart; those for which `takesValue` holds have theirs in the next word, unless it is joined by "=". */
export function leadingOptions(words: readonly string[], takesValue: (name: string) => boolean): Options {
  const options: Option[] = [];
  let index = 0;
  for (let word = words[0]; word?.startsWith("-") === true && word !== "--"; word = words[index]) {
    const [, name = word, joined] = /^(--?[^=]+)=([^]*)$/.exec(word) ?? [];
    const isApart = joined === undefined && takesValue(name) && words[index + 1] !== "--";
    const taken = words.slice(index, index + (isApart ? 2 : 1));
    options.push({ name, value: isApart ? taken[1] : joined, words: taken });
    index += taken.length;
  }
  return { options, rest: words.slice(words[index] === "--" ? index + 1 : index) };
}

/** The same where options may stand between the other words too. */
export function optionsAnywhere(all: readonly string[], takesValue: (name: string) => boolean): Options {
  const { options, rest } = leadingOptions(all, takesValue);
  const [word, ...left] = rest;
  if (word === undefined) return { options, rest: [] };
  const further = optionsAnywhere(left, takesValue);
  return { options: [...options, ...further.options], rest: [word, ...further.rest] };
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
