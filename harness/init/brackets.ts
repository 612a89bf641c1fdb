/** Where the brackets of a source open and close, by index. */
export type Brackets = {
  /** Past the bracket that closes the one at an index: the end of the text where none does. */
  readonly endOf: (open: number) => number;
  /** Of the bracket that is closed at an index; null where none is. */
  readonly openOf: (close: number) => number | null;
};

/** What comes before a regular expression, and not before a division. */
const beforePattern = String.raw`(?<=(?:^|[([{},;:=!&|?<>+*%~^-]|\b(?:return|typeof|case|of|in|throw|yield|await|else|do))\s*)`;

/** Brackets, and what they mean nothing in: strings and regular expressions. */
const token = new RegExp(
  String.raw`[([{]|[)\]}]|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|` +
    "`(?:[^`\\\\]|\\\\[^])*`|" +
    String.raw`(?=\/)${beforePattern}\/(?![*/])(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/`,
  "g",
);

/** Reads where the brackets of a source are, which has no comments. */
export function bracketsIn(text: string): Brackets {
  const [ends, opens] = [new Map<number, number>(), new Map<number, number>()];
  const open: number[] = [];
  for (const { index, 0: found } of text.matchAll(token)) {
    if ("([{".includes(found)) open.push(index);
    else if (")]}".includes(found)) {
      const from = open.pop();
      if (from === undefined) continue;
      ends.set(from, index + 1);
      opens.set(index, from);
    }
  }
  return { endOf: (from) => ends.get(from) ?? text.length, openOf: (close) => opens.get(close) ?? null };
}
