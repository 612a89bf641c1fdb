import type { Shape } from "./form.ts";

/** Bytes, at most: the piece is looked for in every answer, and kept in the file of the run. */
const longestPiece = 200;
const shortestPiece = 2;
/** Characters: of a longer text only the beginning is looked at. */
const longestText = 65_536;
/** More pieces of one text than these, the longest, are not looked for in the others. */
const mostPieces = 1_000;

/** What is likely another the next minute, hour or day: any word with a digit in it, and words of time. */
const volatile =
  /(?<!\S)[^\s\d]*\d\S*|\b(?:\w*(?:second|minute|hour|day|week|month|year)s?|ago|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|(?:mon|tue|wed|thu|fri|sat|sun)|[ap]m)\b/giu;

/**
 * A piece that each of some texts has and that tells their work: by it later answers are known, without holding them to
 * what changes. The longest of the pieces between times, ids and numbers; null where there is none.
 */
export function commonPiece(texts: readonly string[]): string | null {
  const [first = "", ...others] = texts.map((text) => text.slice(0, longestText));
  const longestCommon = (pieces: readonly string[]): string | null =>
    longestFirst(pieces).find((piece) => others.every((text) => text.includes(piece))) ?? null;
  const pieces = first.split(volatile).flatMap((piece) => cut(piece.trim()) ?? []);
  return longestCommon(pieces) ?? longestCommon(pieces.flatMap((piece) => piece.match(/[\p{L}_-]{2,}/gu) ?? []));
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

function longestFirst(pieces: readonly string[]): readonly string[] {
  return [...new Set(pieces)].toSorted((a, b) => b.length - a.length).slice(0, mostPieces);
}

/** The beginning, without half a character at its end; null of too little. */
function cut(piece: string): string | null {
  if (piece.length < shortestPiece) return null;
  let kept = piece.slice(0, longestPiece);
  while (Buffer.byteLength(kept) > longestPiece) kept = kept.slice(0, -1);
  return kept.isWellFormed() ? kept : kept.slice(0, -1);
}
