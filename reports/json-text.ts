import { isSecretList, isSecretName, mask, masked } from "../harness/secrets.ts";

/** Control characters and direction overrides that JSON allows in a string and a terminal would obey. */
const unprintable = /[\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** A string that has a name, as a header or a variable has, is as secret as its name says. */
function maskPart(name: string, part: unknown): unknown {
  if (Array.isArray(part) && isSecretList(name)) return part.map((each) => (typeof each === "string" ? mask : each));
  if (typeof part !== "string") return part;
  return isSecretName(name) ? mask : masked(part);
}

/** A value as JSON text that can be shown anywhere: a terminal shows it as it is, and the secrets in it are masked. */
export function shownJson(value: object, indent?: number): string {
  return JSON.stringify(value, maskPart, indent).replace(unprintable, escapeCharacter);
}

/** The same for a person and a file: indented, ending in a newline. */
export function jsonText(value: object): string {
  return `${shownJson(value, 2)}\n`;
}
