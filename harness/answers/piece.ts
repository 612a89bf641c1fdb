import type { Shape } from "./form.ts";

/** Bytes, at most: the piece is looked for in every answer, and kept in the file of the run. */
const longestPiece = 200;
const shortestPiece = 2;

/** What is likely another the next minute, hour or day: anything with a digit in it, and words of time. */
const volatile =
  /\S*\d\S*|\b(?:\w*(?:second|minute|hour|day|week|month|year)s?|ago|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|(?:mon|tue|wed|thu|fri|sat|sun)|[ap]m)\b/giu;

/**
 * A piece that each of some texts has and that tells their work: by it later answers are known, without holding them to
 * what changes. The longest of the pieces between times, ids and numbers; null where there is none.
 */
export function commonPiece(texts: readonly string[]): string | null {
  const [first = "", ...others] = texts;
  const isCommon = (piece: string): boolean => others.every((text) => text.includes(piece));
  const pieces = first
    .split(volatile)
    .map((piece) => cut(piece.trim()))
    .filter((piece) => piece.length >= shortestPiece);
  const longest = longestOf(pieces.filter(isCommon));
  return longest ?? longestOf(pieces.flatMap((piece) => piece.match(/[\p{L}_-]{2,}/gu) ?? []).filter(isCommon));
}

/**
 * The last field that every answer has, as it stands in them: `"orders":`. Where the top has one field alone, such as
 * `data`, the last within it. Null where answers are no objects or write it in several ways.
 */
export function commonField(shape: Shape, texts: readonly string[]): string | null {
  const always = [...shape.fields].filter(([, { seen }]) => seen === shape.objects && isOnlyObject(shape));
  const last = always.at(-1);
  if (last === undefined) return null;
  const [name, field] = last;
  const within = always.length === 1 && isOnlyObject(field.shape) ? commonField(field.shape, texts) : null;
  if (within !== null) return within;
  const key = JSON.stringify(name);
  const written = [`${key}:`, key].find((piece) => texts.every((text) => text.includes(piece)));
  return written === undefined || written.length > longestPiece ? null : written;
}

function isOnlyObject({ kinds, objects, arrays }: Shape): boolean {
  return objects > 0 && arrays === 0 && kinds.size === 0;
}

function longestOf(pieces: readonly string[]): string | null {
  return pieces.toSorted((a, b) => b.length - a.length)[0] ?? null;
}

/** The beginning, without half a character at its end. */
function cut(piece: string): string {
  let kept = piece.slice(0, longestPiece);
  while (new TextEncoder().encode(kept).length > longestPiece) kept = kept.slice(0, -1);
  return kept.isWellFormed() ? kept : kept.slice(0, -1);
}
