import { readFileSync } from "node:fs";

export type Fields = Readonly<Record<string, unknown>>;

/** The fields of what a file of JSON holds; none where it is not there, or is no object. Comments and trailing commas may be in it. */
export function fieldsOfFile(path: string): Fields {
  try {
    return fieldsIn(JSON.parse(bare(readFileSync(path, "utf8"))));
  } catch {
    return {};
  }
}

export function fieldsIn(value: unknown): Fields {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

/** A field that is a text. */
export function textIn(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === "string" ? value : undefined;
}

/** Without comments and trailing commas, which within strings are none. */
function bare(text: string): string {
  return text
    .replaceAll(/("(?:\\.|[^"\\])*")|\/\/.*|\/\*[^]*?\*\//g, "$1")
    .replaceAll(/("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/g, "$1");
}
