import { tokensOf, type Token } from "./tokens.ts";

/** One import of a module by another, however it is written. */
export type Import = {
  /** What is imported, as written; null where it is computed and cannot be known from the source. */
  readonly from: string | null;
  /** Erased before it runs: `import type` or `export type`. */
  readonly typeOnly: boolean;
  /** The pieces between `import` and `from`; `*` alone where the whole module is taken by a call, none for a bare import. */
  readonly clause: readonly string[];
};

type Reader = (tokens: readonly Token[], at: number) => Import | null;

const computed: Import = { from: null, typeOnly: false, clause: ["*"] };

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["import", readImport],
  ["export", readExport],
  ["require", (tokens, at) => (isText(tokens[at + 1], "(") ? readCall(tokens, at + 1) : null)],
  // What it makes can be called by any name.
  ["createRequire", (tokens, at) => (isText(tokens[at + 1], "(") ? computed : null)],
]);

/** Every import in a source file: static, bare, re-export, dynamic, of types, and by `require`. */
export function importsOf(source: string): readonly Import[] {
  const tokens = tokensOf(source);
  return tokens.flatMap((token, at) => {
    if (token.kind !== "word" || isText(tokens[at - 1], ".")) return [];
    return readers.get(token.text)?.(tokens, at) ?? [];
  });
}

function readImport(tokens: readonly Token[], at: number): Import | null {
  const next = tokens[at + 1];
  if (next?.kind === "string") return { from: next.text, typeOnly: false, clause: [] };
  return isText(next, "(") ? readCall(tokens, at + 1) : readClause(tokens, at + 1);
}

function readExport(tokens: readonly Token[], at: number): Import | null {
  const first = isText(tokens[at + 1], "type") ? tokens[at + 2] : tokens[at + 1];
  return isText(first, "{") || isText(first, "*") ? readClause(tokens, at + 1) : null;
}

/** `("x")`, from its opening parenthesis. Without arguments it is the name of a method. */
function readCall(tokens: readonly Token[], at: number): Import | null {
  const [argument, after] = [tokens[at + 1], tokens[at + 2]];
  if (isText(argument, ")")) return null;
  const isLiteral = argument?.kind === "string" && (isText(after, ")") || isText(after, ","));
  return isLiteral ? { from: argument.text, typeOnly: false, clause: ["*"] } : computed;
}

/** `type a, { b as c } from "x"`, from its first token; null where it turns out to be something else. */
function readClause(tokens: readonly Token[], start: number): Import | null {
  const typeOnly = isKeywordType(tokens, start);
  const clause: string[] = [];
  let inBraces = false;
  for (let at = typeOnly ? start + 1 : start; at < tokens.length; at += 1) {
    const [token, next] = tokens.slice(at, at + 2);
    if (token === undefined) return null;
    if (!inBraces && isText(token, "from") && next?.kind === "string") return { from: next.text, typeOnly, clause };
    const belongs = token.kind === "word" || token.kind === "string" || "{},*".includes(token.text);
    if (!belongs) return null;
    if (token.text === "{") inBraces = true;
    if (token.text === "}") inBraces = false;
    clause.push(token.text);
  }
  return null;
}

/** Whether `type` makes the clause one of types, rather than being the name that is imported. */
function isKeywordType(tokens: readonly Token[], start: number): boolean {
  return isText(tokens[start], "type") && !isText(tokens[start + 1], ",") && tokens[start + 2]?.kind !== "string";
}

/** A keyword or a mark, and not a string of the same text. */
function isText(token: Token | undefined, text: string): boolean {
  return (token?.kind === "word" || token?.kind === "mark") && token.text === text;
}
