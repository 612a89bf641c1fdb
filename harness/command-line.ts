const shellSyntax = /[;&|<>$`()\\]/;

/** Words as a shell takes them, quotes included, but nothing else of a shell; null where only a shell would do. */
export function wordsOf(command: string): readonly string[] | null {
  const bare = command.replaceAll(/"[^"$`\\]*"|'[^']*'/g, "");
  if (shellSyntax.test(bare)) return null;
  return [...command.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) =>
    word.replaceAll(/"([^"]*)"|'([^']*)'/g, (_, double?: string, single?: string) => double ?? single ?? ""),
  );
}
