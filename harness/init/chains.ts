import type { Brackets } from "./brackets.ts";

/** Text before a place that is looked at, at most: a name, and what it is kept as. */
const nearby = 200;

function before(text: string, index: number): string {
  return text.slice(Math.max(0, index - nearby), index);
}

/**
 * What a chain of calls is called on: `app` of `app.get(…).post(…)`, `api` of `const api = new Hono().get(…)`, or else the
 * name that it begins with.
 * @param close where the bracket is that ends its last call
 */
export function headOfChain(text: string, close: number, openOf: Brackets["openOf"]): string {
  const open = openOf(close);
  if (open === null) return "";
  const called = /(?:(?<of>\w+|\))\s*\??\.\s*)?(?<name>\w+)\s*(?:<[^<>()]*>)?\s*$/.exec(before(text, open));
  if (called === null) return "";
  const { of: owner, name = "" } = called.groups ?? {};
  const start = open - called[0].length;
  if (owner === ")") return headOfChain(text, start, openOf);
  const kept = /\b(?:const|let|var)\s+(\w+)\s*(?::[^=]*)?=\s*(?:new\s+)?$/.exec(before(text, start))?.[1];
  return kept ?? owner ?? name;
}
