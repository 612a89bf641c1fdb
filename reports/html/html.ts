import { escapeMarkup } from "../escape.ts";

const trusted = Symbol("trusted HTML");

/** HTML that may be put into a page as it is. Only {@link html} and {@link trust} make it. */
export type SafeHtml = { readonly [trusted]: string };

type Piece = string | number | null | SafeHtml | readonly SafeHtml[];

/** A template of HTML. Everything that is put into it is escaped, unless it is itself {@link SafeHtml}. */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): SafeHtml {
  const escaped = pieces.map(escapePiece);
  return { [trusted]: strings.map((text, index) => text + (escaped[index] ?? "")).join("") };
}

/** Declares text to be HTML: for what this program has drawn or written itself, never for what came from outside. */
export function trust(markup: string): SafeHtml {
  return { [trusted]: markup };
}

export function toMarkup(safe: SafeHtml): string {
  return safe[trusted];
}

function escapePiece(piece: Piece): string {
  if (piece === null) return "";
  if (typeof piece === "string") return escapeMarkup(piece);
  if (typeof piece === "number") return escapeMarkup(String(piece));
  return trusted in piece ? piece[trusted] : piece.map(toMarkup).join("");
}

export const nothing: SafeHtml = html``;

/** A name from outside, which keeps its own direction of writing to itself. */
export function name(text: string): SafeHtml {
  return html`<bdi>${text}</bdi>`;
}
