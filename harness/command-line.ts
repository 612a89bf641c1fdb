const shellSyntax = /[;&|<>$`()\\]/;

/** The words of a command that runs as it is; null where only a shell could run it, as with variables set before it. */
export function commandWords(command: string): readonly string[] | null {
  const words = wordsOf(command);
  return words === null || /^\w+=/.test(words[0] ?? "") ? null : words;
}

/** Words as a shell takes them, quotes included, but nothing else of a shell; null where only a shell would do. */
export function wordsOf(command: string): readonly string[] | null {
  const bare = command.replaceAll(/"[^"$`\\]*"|'[^']*'/g, "");
  if (shellSyntax.test(bare)) return null;
  return [...command.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) =>
    word.replaceAll(/"([^"]*)"|'([^']*)'/g, (_, double?: string, single?: string) => double ?? single ?? ""),
  );
}
