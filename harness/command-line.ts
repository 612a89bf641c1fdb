/** Among what is outside of quotes; a quote there has no second one. */
const shellSyntax = /[;&|<>$`()\\"']/;

/** The words of a command that runs as it is; null where none does, as with variables set before it, or an empty name. */
export function commandWords(command: string): readonly string[] | null {
  const words = wordsOf(command);
  return words === null || words[0] === "" || /^\w+=/.test(words[0] ?? "") ? null : words;
}

/** Words as a shell takes them, quotes included, but nothing else of a shell; null where only a shell would do. */
export function wordsOf(command: string): readonly string[] | null {
  const bare = command.replaceAll(/"[^"$`\\]*"|'[^']*'/g, "");
  if (shellSyntax.test(bare)) return null;
  return [...command.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) =>
    word.replaceAll(/"([^"]*)"|'([^']*)'/g, (_, double?: string, single?: string) => double ?? single ?? ""),
  );
}
