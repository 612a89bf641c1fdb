/** A piece of TypeScript or JavaScript that is not white space or a comment. */
export type Token = {
  readonly kind: "word" | "number" | "string" | "template" | "regex" | "mark";
  /** Of a string, or of a template without substitutions, what is between the quotes; otherwise as it stands. */
  readonly text: string;
};

const word = /[\p{ID_Start}$_#][\p{ID_Continue}$\u200c\u200d]*/uy;
const numeral = /\d[\w.]*/y;
const space = /\s+|\/\/[^\n]*|\/\*[^]*?\*\//y;
const string = /"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'/y;
const regex = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
const shebang = /^#![^\n]*/;

/** After these words an expression begins, so that a slash begins a regular expression. */
const beforeExpression = new Set(
  "return typeof case do else in of new delete void throw await yield instanceof default extends".split(" "),
);

/**
 * The tokens of a source file: enough of the grammar to tell code from comments, strings, templates and regular
 * expressions. The expressions within a template are tokens as well, before the template's own.
 */
export function tokensOf(source: string): readonly Token[] {
  const text = source.replace(shebang, "");
  const tokens: Token[] = [];
  readCode(text, 0, tokens);
  return tokens;
}

/** Reads up to the end of the text or, within a template, up to the brace that ends the expression. */
function readCode(text: string, start: number, tokens: Token[], inTemplate = false): number {
  let at = start;
  let depth = 0;
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? null;
    if (found !== null) at += found.length;
    return found;
  };
  while (at < text.length) {
    if (take(space) !== null) continue;
    const letters = take(word);
    if (letters !== null) {
      tokens.push({ kind: "word", text: letters });
      continue;
    }
    const digits = take(numeral);
    if (digits !== null) {
      tokens.push({ kind: "number", text: digits });
      continue;
    }
    const quoted = take(string);
    if (quoted !== null) {
      tokens.push({ kind: "string", text: quoted.slice(1, -1) });
      continue;
    }
    if (text[at] === "`") {
      at = readTemplate(text, at, tokens);
      continue;
    }
    const pattern = text[at] === "/" && beginsExpression(tokens.at(-1)) ? take(regex) : null;
    if (pattern !== null) {
      tokens.push({ kind: "regex", text: pattern });
      continue;
    }
    const mark = text[at] ?? "";
    if (mark === "{") depth += 1;
    if (mark === "}" && inTemplate && depth === 0) return at + 1;
    if (mark === "}") depth -= 1;
    tokens.push({ kind: "mark", text: mark });
    at += 1;
  }
  return at;
}

function readTemplate(text: string, start: number, tokens: Token[]): number {
  let at = start + 1;
  let content = "";
  let plain = true;
  while (at < text.length && text[at] !== "`") {
    if (text.startsWith("${", at)) {
      plain = false;
      at = readCode(text, at + 2, tokens, true);
    } else {
      const length = text[at] === "\\" ? 2 : 1;
      content += text.slice(at, at + length);
      at += length;
    }
  }
  tokens.push({ kind: plain ? "string" : "template", text: content });
  return at + 1;
}

/** Whether a slash after the token begins a regular expression rather than divides by something. */
function beginsExpression(previous: Token | undefined): boolean {
  if (previous === undefined) return true;
  if (previous.kind === "word") return beforeExpression.has(previous.text);
  return previous.kind === "mark" && previous.text !== ")" && previous.text !== "]" && previous.text !== "}";
}
