/** The words of a command, or what it has that only a shell would understand, in words that follow "because of". */
export type CommandWords = { readonly words: readonly string[] } | { readonly shellOnly: string };

/** What a shell takes as it is. */
const quoted = /"([^"$`\\]*)"|'([^']*)'/g;

/**
 * What it takes for something else: operators and expansions, and at the beginning of a word a comment or, there and in
 * what a variable is set to, a home folder.
 */
const shellSyntax = /[;&|<>$`()\\]|(?<!\S)(?:#|(?:\w+=(?:\S*:)?)?~)/;

/** What it makes several words of in a word, or a group, but not in what a variable is set to before the command. */
const severalWords = /\{[^{}]*(?:,|\.\.)[^{}]*\}|^[{}]$/;
const pattern = /[*?[]/;

/** Whether a word sets a variable where it stands before a command. */
export function isAssignment(word: string): boolean {
  return /^[A-Za-z_]\w*=/.test(word);
}

/** Whether files match a pattern, in whose place a shell takes them: without a match it stays as it is. */
export type Matches = (pattern: string) => boolean;

/**
 * Words as a shell takes them, quotes included, but nothing else of a shell.
 * @param matches unless it is known, a pattern may match
 */
export function wordsOf(command: string, matches: Matches = () => true): CommandWords {
  const bare = command.trim().replaceAll(quoted, "quoted");
  const syntax = shellSyntax.exec(bare)?.[0].at(-1);
  if (syntax !== undefined) return { shellOnly: `"${syntax}"` };
  if (/["']/.test(bare)) return { shellOnly: "a quote that does not end" };
  if (bare.includes("\n")) return { shellOnly: "its second line" };
  const typed = [...command.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) => word);
  const first = typed.findIndex((word) => !isAssignment(word));
  const expanded = (first < 0 ? [] : typed.slice(first)).flatMap((word) => expansionIn(word, matches) ?? []);
  const [sign] = expanded;
  return sign === undefined ? { words: typed.map(withoutQuotes) } : { shellOnly: `"${sign}"` };
}

function withoutQuotes(word: string): string {
  return word.replaceAll(quoted, (_, double?: string, single?: string) => double ?? single ?? "");
}

/** The sign by which a shell would make several words of one; null where it would not. */
function expansionIn(word: string, matches: Matches): string | null {
  const bare = word.replaceAll(quoted, "");
  const sign = severalWords.exec(bare)?.[0].at(0);
  if (sign !== undefined) return sign;
  const [found] = pattern.exec(bare) ?? [];
  return found !== undefined && matches(withoutQuotes(word)) ? found : null;
}

/** The words of a command that runs as it is: with a name, and without variables that are set before it. */
export function commandWords(command: string): CommandWords {
  const taken = wordsOf(command);
  if ("shellOnly" in taken) return taken;
  const [program] = taken.words;
  if (program === "") return { shellOnly: "its empty name" };
  return program !== undefined && /^\w+=/.test(program) ? { shellOnly: `"${program}"` } : taken;
}

/** A variable in a command: `$PORT`, `${PORT}`, or `${PORT:-3000}` with what stands for it where it is not set. */
const variable =
  /'[^']*'|\$(?:(?<plain>[A-Za-z_]\w*)|\{(?<braced>[A-Za-z_]\w*)(?::?-(?<otherwise>[\w@%+=:,./*?![\]-]*))?\})/g;

/**
 * A command with the values of its variables in their place, as far as they are plain words: what else a shell would make
 * of it stays as it is. `missing` are those that are not set.
 */
export function withVariables(
  command: string,
  valueOf: (name: string) => string | undefined,
): { readonly command: string; readonly missing: readonly string[] } {
  const missing: string[] = [];
  const filled = command.replaceAll(
    variable,
    (whole, ...[plain, braced, otherwise]: readonly (string | undefined)[]) => {
      const name = plain ?? braced;
      if (name === undefined) return whole;
      const value = valueOf(name) ?? otherwise;
      if (value === undefined) missing.push(name);
      return value !== undefined && /^[\w@%+=:,./*?![\]-]+$/.test(value) ? value : whole;
    },
  );
  return { command: filled, missing };
}

/** A word as a POSIX shell would need it typed. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** A command line that a shell runs whole, as a command that {@link wordsOf} takes; null where no quotes would hold it. */
export function throughShell(line: string): string | null {
  if (!/["$`\\]/.test(line)) return `sh -c "${line}"`;
  return line.includes("'") ? null : `sh -c '${line}'`;
}

/** A variable that is set before a command. */
export type Variable = readonly [name: string, value: string];

/** A command with its variables as a POSIX shell would need it typed. */
export function shellCommand(words: readonly string[], variables: readonly Variable[] = []): string {
  return [...variables.map(([name, value]) => `${name}=${shellWord(value)}`), ...words.map(shellWord)].join(" ");
}

/** A command line as a shell runs it, part by part. */
export type Steps = {
  /** What runs one after the other, joined by `&&` or `;`. */
  readonly steps: readonly string[];
  /** What the output of the last goes through, joined by `|`. */
  readonly pipes: readonly string[];
};

/** Takes a command line apart at `&&`, `;` and `|` outside of quotes; what else a shell would do stays in the parts. */
export function stepsOf(line: string): Steps {
  const steps = [""];
  const pipes: string[] = [];
  for (const [token] of line.matchAll(/"[^"]*"|'[^']*'|\|\||&&|[;|]|[^]/g)) {
    if (token === "&&" || token === ";") steps.push(...pipes.splice(0).map(() => ""), "");
    else if (token === "|") pipes.push("");
    else {
      const part = pipes.length > 0 ? pipes : steps;
      part.push(`${part.pop() ?? ""}${token}`);
    }
  }
  return { steps: trimmed(steps), pipes: trimmed(pipes) };
}

function trimmed(parts: readonly string[]): readonly string[] {
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}
