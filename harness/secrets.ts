/*
 * What must not be shown: credentials in headers, URLs, bodies and options. Whatever is shown, in whatever medium, passes
 * through here; only the files that a run is gone on with keep the values themselves.
 */

import { shellCommand, type Variable } from "./command-line.ts";

/** What stands in the place of a secret. */
export const mask = "***";

/** Ends a command that is offered to be typed and has a mask in it. */
export const typeAgain = `# type the secrets again, for ${mask}`;

/** A name whose value is a secret, whatever else is in the name. A balancer's `hash-cookie=name` names no value. */
const secretName =
  /authori[sz]ation|cookie|token|secret|passw|passphrase|(?<![a-z])pwd|(?<![a-z])pass(?![a-z])|credential|session|signature|jwt|bearer|dsn(?![a-z])|(?<![a-z])auth(?![a-z])|(?<![a-z])sig(?![a-z])|(?:^|[^a-z]|api|access|private|public|auth|secret|account|storage|service)keys?(?![a-z])/i;

export function isSecretName(name: string): boolean {
  return secretName.test(name.replaceAll(/([a-z\d])([A-Z])/g, "$1-$2")) && !name.startsWith("hash-");
}

/** `scheme://user:password@`, and over HTTP a user alone, which is a token for some. */
const userInfo = /(\b[a-z][a-z\d+.-]{0,20}:\/\/)(?:(?<=https?:\/\/)[^\s/?#"'`]+|[^\s/?#"'`:]*:[^\s/?#"'`]*)@/gi;

/** The `name=` of `name=value`, in a query, a form, a variable or an option, or in the value of another. */
const assignedName = /(?<![^\s?&;,"'`([{=])-{0,2}(\w[\w.[\]%-]{0,200})=(?!=)/g;
const assignedValue = /[^\s&;"'`]+/y;

/** A member of an object, as JSON and `util.inspect` write it; the second is of JSON within a string. */
const members = [
  {
    quote: '"',
    pattern: /((?:"([\w.$ -]+)"|(?<![\w$])([\w$]+))\s*:\s*)(?:"(?:[^"\\]|\\.)*(?:"|$)|'(?:[^'\\]|\\.)*(?:'|$))/gs,
  },
  { quote: '"', pattern: /("([\w.$ -]+)"()\s*:\s*)-?\d[\d.]*/g },
  { quote: String.raw`\"`, pattern: /(\\"([\w.$ -]+)\\"()\s*:\s*)\\"(?:(?!\\").)*(?:\\"|$)/gs },
] as const;

/** Headers that are known for what they hold, on a line of their own or quoted. */
const header =
  /((?<![\w-])(?:(?:proxy-)?authorization|(?:set-)?cookie|(?:x-)?api-?key|x-[\w-]{0,40}(?:token|secret|key|auth|session|signature)[\w-]{0,40})\s*:\s*)[^\s"'`][^"'`\n]*/gi;

/** A word that no prose has. */
const credentials = /\b(Bearer|Basic|Digest|Negotiate)\s+(?=\S*(?:\d|[a-z][A-Z]|\w[._=-]\w))[\w.~+/-]{4,}=*/g;

/** Most of all text holds none of these. */
const anySign = /[=:]|\b(?:Bearer|Basic|Digest|Negotiate)\b/;

/** Text with the secrets in it masked. What is masked already stays as it is. */
export function masked(text: string): string {
  if (!anySign.test(text)) return text;
  const ofNames = withoutAssigned(
    text.replace(userInfo, `$1${mask}@`).replace(header, `$1${mask}`).replace(credentials, `$1 ${mask}`),
  );
  return members.reduce(
    (left, { quote, pattern }) =>
      left.replace(pattern, (whole, before: string, quoted: string | undefined, bare: string | undefined) =>
        isSecretName(quoted ?? bare ?? "") ? `${before}${quote}${mask}${quote}` : whole,
      ),
    ofNames,
  );
}

function withoutAssigned(text: string): string {
  const parts: string[] = [];
  let doneTo = 0;
  for (const { 0: assigned, 1: name = "", index } of text.matchAll(assignedName)) {
    const valueAt = index + assigned.length;
    assignedValue.lastIndex = valueAt;
    if (index < doneTo || !isSecretName(name) || !assignedValue.test(text)) continue;
    parts.push(text.slice(doneTo, valueAt), mask);
    doneTo = assignedValue.lastIndex;
  }
  return parts.join("") + text.slice(doneTo);
}

/** `--option=value`, `NAME=value`, `name: value`: words of a command that hold a value of that name. */
const named = /^(?:(?:-H|--header)=?)?(--?[\w-]+|[\w.-]+)(=|\s*:\s*)(.*)$/s;

function maskedWord(word: string): string {
  const [, name = "", sign = "", value = ""] = named.exec(word) ?? [];
  const before = word.slice(0, word.length - value.length);
  if (value !== "" && isSecretName(name)) return before + mask;
  return sign === "=" && name.startsWith("-") ? before + maskedWord(value) : masked(word);
}

/** The words of a command with the secrets in them masked, also those that are the value of the option before. */
export function maskedCommand(words: readonly string[]): readonly string[] {
  return words.map((word, index) => {
    const before = words[index - 1] ?? "";
    const isValue = /^--?[a-z][\w-]*$/i.test(before) && isSecretName(before) && !word.startsWith("-");
    return isValue ? mask : maskedWord(word);
  });
}

/**
 * A command with its variables as a shell would need it typed, for a person to see: its secrets are masked while its parts
 * are still apart, because what is quoted and joined no longer tells where a value begins and ends.
 */
export function shownCommand(words: readonly string[], variables: readonly Variable[] = []): string {
  return shellCommand(
    maskedCommand(words),
    variables.map(([name, value]) => [name, isSecretName(name) ? mask : masked(value)]),
  );
}
