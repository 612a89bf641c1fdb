import { readFileSync } from "node:fs";

export type Fields = Readonly<Record<string, unknown>>;

/** The fields of what a file of JSON holds; none where it is not there, or is no object. Comments and trailing commas may be in it. */
export function fieldsOfFile(path: string): Fields {
  try {
    return fieldsIn(parsedJson(readFileSync(path, "utf8")));
  } catch {
    return {};
  }
}

/** What JSON says that may have comments and trailing commas in it; throws as `JSON.parse` does. */
export function parsedJson(text: string): unknown {
  return JSON.parse(bare(text));
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

/** Variables of a program, as settings have them: what is no text is made one. */
export function variablesIn(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(fieldsIn(value)).map(([name, each]) => [name, String(each)]));
}
