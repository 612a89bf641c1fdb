/**
 * The form of an answer: what stays the same while times, ids, counts and nonces in it change. It is what two versions
 * of an app are held to, unless they are held to the very bytes.
 */

/** A JSON value by its types: what was seen at one place of it, over several answers. */
export type Shape = {
  /** Types of the values that are neither objects nor arrays. */
  readonly kinds: ReadonlySet<"null" | "boolean" | "number" | "string">;
  /** The fields of the objects that were seen here. */
  readonly fields: ReadonlyMap<string, Field>;
  readonly objects: number;
  /** Of the arrays that were seen here; null where there was none, or only empty ones. */
  readonly items: Shape | null;
  readonly arrays: number;
  /** Those of the arrays that were not empty. */
  readonly filled: number;
};

/** A field of an object, with how many of the objects at its place had it. */
export type Field = { readonly shape: Shape; readonly seen: number };

export type AnswerForm =
  | { readonly kind: "empty" }
  | { readonly kind: "json"; readonly shape: Shape }
  /** Words of a text, or names of a page's elements: those with a digit are left out, they tend to be times and ids. */
  | { readonly kind: "text" | "page"; readonly words: ReadonlySet<string> }
  /** What is not text. */
  | { readonly kind: "bytes" };

/** JSON beyond this is taken as text, of which only the beginning is looked at. */
const longestJson = 8 * 1024 * 1024;
const longestText = 1024 * 1024;

/** @param contentType without its parameters; null where there is none */
export function formOf(body: Uint8Array, contentType: string | null): AnswerForm {
  if (body.length === 0) return { kind: "empty" };
  const text = textOf(body);
  if (text === null) return { kind: "bytes" };
  const value = body.length <= longestJson ? parsed(text) : undefined;
  // A bare number or word is text to whoever did not say that it is JSON.
  const isJson = (typeof value === "object" && value !== null) || contentType?.endsWith("json") === true;
  if (value !== undefined && isJson) return { kind: "json", shape: shapeOf(value) };
  const start = text.slice(0, longestText);
  const isPage = contentType === "text/html" || /^\s*<(?:!doctype|\?xml|[a-z])/i.test(start);
  const words = start.match(isPage ? /(?<=<)[a-z][\w:-]*/gi : /[\p{L}\p{N}]+/gu) ?? [];
  return { kind: isPage ? "page" : "text", words: new Set(words.filter((word) => isPage || !/\p{N}/u.test(word))) };
}

function textOf(body: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    return null;
  }
}

/** Undefined for what is not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What is nested more deeply is not looked at. */
const deepest = 64;

const nothing: Shape = { kinds: new Set(), fields: new Map(), objects: 0, items: null, arrays: 0, filled: 0 };

export function shapeOf(value: unknown, depth = 0): Shape {
  if (depth > deepest) return nothing;
  const within = (own: unknown): Shape => shapeOf(own, depth + 1);
  if (Array.isArray(value)) {
    return { ...nothing, arrays: 1, filled: value.length > 0 ? 1 : 0, items: mergedShape(value.map(within)) };
  }
  if (typeof value === "object" && value !== null) {
    const fields = Object.entries(value).map(([name, own]) => [name, { shape: within(own), seen: 1 }] as const);
    return { ...nothing, objects: 1, fields: new Map(fields) };
  }
  const kind = typeof value;
  if (kind === "boolean" || kind === "number" || kind === "string") return { ...nothing, kinds: new Set([kind]) };
  return { ...nothing, kinds: new Set(["null"]) };
}

/** What was seen at one place of several values; null of none. */
export function mergedShape(shapes: readonly Shape[]): Shape | null {
  const [first, ...rest] = shapes;
  if (first === undefined) return null;
  if (rest.length === 0) return first;
  const byName = Map.groupBy(
    shapes.flatMap(({ fields }) => [...fields]),
    ([name]) => name,
  );
  const fields = [...byName].map(([name, own]) => {
    const shape = mergedShape(own.map(([, field]) => field.shape)) ?? nothing;
    return [name, { shape, seen: own.reduce((sum, [, { seen }]) => sum + seen, 0) }] as const;
  });
  return {
    kinds: new Set(shapes.flatMap(({ kinds }) => [...kinds])),
    fields: new Map(fields),
    objects: shapes.reduce((sum, { objects }) => sum + objects, 0),
    items: mergedShape(shapes.flatMap(({ items }) => items ?? [])),
    arrays: shapes.reduce((sum, { arrays }) => sum + arrays, 0),
    filled: shapes.reduce((sum, { filled }) => sum + filled, 0),
  };
}
