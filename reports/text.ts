import { masked } from "../harness/secrets.ts";

/** Characters that change how their neighbours are shown, or that a terminal obeys: never to be passed on raw. */
const bidiControls = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
// oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
const controls = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufff9-\uffff]/g;

const longestPrintable = 2_000;
const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Text of which each character is one grapheme, one column wide; to segment it would take long and tell nothing. */
const plain = /^[ -~]*$/;

/**
 * Text that came from outside (names, messages, paths), on one line and harmless wherever it is shown: control
 * characters become their visible pictures, direction overrides go, lone surrogates are replaced, and secrets are
 * masked. Each format still has to escape its own syntax.
 */
export function harmless(text: string): string {
  return masked(text.toWellFormed()).replace(bidiControls, "").replace(controls, pictureOf);
}

/** {@link harmless}, and cut in the middle where it is longer than anyone would read. */
export function printable(text: string, columns = longestPrintable): string {
  return shorten(harmless(text), columns);
}

function pictureOf(control: string): string {
  const code = control.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? "\u2421" : "\ufffd";
}

/** Columns that text takes in a terminal: two for East Asian wide characters and emoji, none for combining marks. */
export function displayWidth(text: string): number {
  if (plain.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += graphemeWidth(segment);
  return width;
}

const invisible = /^[\p{Mark}\p{Default_Ignorable_Code_Point}\p{Control}]+$/u;
const emoji = /^\p{RGI_Emoji}$/v;
const wide =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;

function graphemeWidth(grapheme: string): number {
  if (invisible.test(grapheme)) return 0;
  return wide.test(grapheme) || emoji.test(grapheme) ? 2 : 1;
}

/** At most `columns` wide, with an ellipsis in the middle, because the end of a name often tells arms apart. */
export function shorten(text: string, columns: number): string {
  if (text.length <= columns && displayWidth(text) <= columns) return text;
  // A grapheme can be made of any number of combining marks; looking at a bounded stretch keeps hostile text cheap.
  const head = graphemesOf(text.slice(0, columns * 8));
  const tail = graphemesOf(text.slice(-columns * 8)).toReversed();
  if (text.length <= columns * 8 && displayWidth(head.join("")) <= columns) return head.join("");
  const tailColumns = Math.floor((columns - 1) / 3);
  const end = take(tail, tailColumns).toReversed().join("");
  return `${take(head, columns - 1 - tailColumns).join("")}…${end}`;
}

/** Each name as a label that fits and that differs from the others': where a cut makes two the same, a number tells them apart. */
export function distinctLabels(names: Iterable<string>, columns: number): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  const taken = new Set<string>();
  for (const name of new Set(names)) {
    let label = printable(name, columns);
    for (let number = 2; taken.has(label); number += 1) {
      const suffix = ` #${number}`;
      label = printable(name, columns - suffix.length) + suffix;
    }
    taken.add(label);
    labels.set(name, label);
  }
  return labels;
}

function graphemesOf(text: string): readonly string[] {
  return plain.test(text) ? text.split("") : [...segmenter.segment(text)].map((piece) => bounded(piece.segment));
}

/** A grapheme with at most a few marks on it. */
function bounded(grapheme: string): string {
  return grapheme.length <= 16 ? grapheme : grapheme.slice(0, 16).toWellFormed();
}

function take(graphemes: readonly string[], columns: number): string[] {
  const taken: string[] = [];
  let width = 0;
  for (const grapheme of graphemes) {
    width += graphemeWidth(grapheme);
    if (width > columns) break;
    taken.push(grapheme);
  }
  return taken;
}
