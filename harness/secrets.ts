/*
 * What must not be shown: credentials in headers, URLs, bodies and options. Whatever is shown, in whatever medium, passes
 * through here; only the files that a run is gone on with keep the values themselves.
 */

import { shellCommand, type Variable } from "./command-line.ts";

/** What stands in the place of a secret. */
export const mask = "***";

/** Ends a command that is offered to be typed and has a mask in it. */
export const typeAgain = `# type the secrets again, for ${mask}`;

/** Names are judged by their words: `X-Api-Key`, `apiKey` and `API_KEY1` are `-api-key-`. */
function wordsOf(name: string): string {
  const parts = name
    .replaceAll(/([a-z\d])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .split(/[^a-z\d]+/);
  return `-${parts.map((part) => part.replace(/\d+$/, "")).join("-")}-`;
}

/** Words whose value is a secret, whatever comes before them; some are written as one with it: `dbpassword`. */
const secretWord =
  /(?:authori[sz]ation|cookies?|secrets?|passwords?|passwd|pswd|passphrase|passcodes?|credentials?|sess(?:ion)?(?:-?id)?|signature|-(?:o?auth|sig|sid|pwd|pass|creds?|jwt|dsn|bearer))-|-pw-$/;
/**
 * Short for a personal access token or a secret key, by what they are of: `pat` is a pattern as well, and `sk` Slovak, a
 * surrogate key and the sort key of a table.
 */
const shortFor =
  /(?<=[a-z])(?<!-(?:file|path|name|glob|url|match|search|regexp?|test|include|exclude|ignore))-pat-|-(?:stripe|paystack|clerk|openai|anthropic|aws|oss|cos|obs|minio|api|live)-sk-/;
/** A token that lets somebody in, and not the place in a list, or a mark of a language model's. */
const token =
  /(?<!-(?:page|next|nextpage|continuation|sync|cursor|resume|max|min|stop|start|end|eos|bos|pad|mask|unk)-?)token-|-(?:access|refresh|auth|api|id|bearer|session|secret)-?tokens-/;
/** A key that opens something, and not that of a record or a list; alone, it may be either. */
const key =
  /(?:api|access|private|auth|secret|account|storage|service)keys?-|(?<!^|-(?:sort|order|primary|partition|foreign|cache|row|column|object|group|start|end|first|last|next|previous|prev|page|range|hash|index|search|lookup|map|item|file|record|entity|unique|routing|shard|bucket|idempotency|dedup|message|translation|public|hot))-keys?-/;
/** Says how many or of which kind, and not which. */
const measure = /-(?:type|kind|count|limit|length|size|budget|timeout|ttl|age|version|algorithm|enabled)-$/;

/**
 * Whether what has this name is a secret. A balancer's `hash-cookie=name` names no value; `KEY` and `PAT` are variables',
 * and `PWD` is the shell's folder.
 */
export function isSecretName(name: string): boolean {
  const words = wordsOf(name);
  if (name === "KEY" || name === "PAT") return true;
  if (name === "PWD") return false;
  return (
    [secretWord, shortFor, token, key].some((kind) => kind.test(words)) &&
    !measure.test(words) &&
    !name.startsWith("hash-")
  );
}

/** Whether the texts in a list of this name are secrets: those of `tokens` are, which as a number counts a model's. */
export function isSecretList(name: string): boolean {
  return isSecretName(name) || isSecretName(name.replace(/s$/i, ""));
}

/**
 * `scheme://user:password@`, and over HTTP a user alone, which is a token for some. A password may have a slash in it; what
 * is a port before a slash is no password.
 */
const userInfo =
  /(\b[a-z][a-z\d+.-]{0,20}:\/\/)(?:[^\s/?#"'`:[]*:(?!\d*[/?#])[^\s"'`]*|(?<=https?:\/\/)[^\s/?#"'`]+|[^\s/?#"'`:]*:[^\s/?#"'`]*)@/gi;

/** The `name=` of `name=value`, in a query, a form, a variable or an option, or in the value of another. */
const assignedName = /(?<![^\s?&;,"'`([{=])-{0,2}(\w[\w.[\]%-]{0,200})=(?!=|\\")/g;
const assignedValue = /(?:[^\s&;"'`\\]|\\(?!["']))+/y;

/** The same with a value in quotes, as a shell and a configuration have it. */
const quotedAssignments = [
  { quote: '"', pattern: /(?<![^\s;,'`([{=])(-{0,2}\w[\w.[\]%-]{0,200})(\s?=\s?)"(?:[^"\\]|\\.)+(?:"|$)/gs },
  {
    quote: "'",
    pattern: /(?<![^\s;,"`([{=])(-{0,2}\w[\w.[\]%-]{0,200})(\s?=\s?)'(?:(?!')[^]|'\\'')+(?:'|$)/g,
  },
  {
    quote: String.raw`\"`,
    pattern: /(?<![^\s;,'"`([{=])(-{0,2}\w[\w.[\]%-]{0,200})(\s?=\s?)\\"(?:(?!\\").)+(?:\\"|$)/gs,
  },
] as const;

/** `--option value`, but for an option that follows; and `name: value` that ends its clause, or whose value is no prose. */
const spoken = [
  /(?<![^\s"'`(])(--?[a-z][\w-]*)(\s+)(?!--|-[a-z](?![\w-]))[^\s"'`&|;,)\]}]+/gi,
  /(?<![^\s{,([?&"'`])([\w$.-]{1,200})(:\s+)(?:[^\s"'`,;{}()[\]]*[\d_=+/][^\s"'`,;{}()[\]]*|[^\s"'`,;{}()[\]]+(?=\s*(?:$|[\n,;})\]])))/g,
] as const;

/** `curl -u user:password`. */
const userOption = /(?<!\S)(-u|--user)(\s+|=)(["']?)([^\s:"'`]+):(?!\d+(?!\S))[^\s"'`]+/g;

/** A list of texts that is a member of an object. */
const lists = [
  {
    quote: '"',
    pattern:
      /((?:"([\w.$ -]+)"|(?<![\w$])([\w$]+))\s*:\s*\[\s*)(?:"(?:[^"\\]|\\.)*(?:"|$)|'(?:[^'\\]|\\.)*(?:'|$)|[,\s])+(?=\]|$)/gs,
  },
  {
    quote: String.raw`\"`,
    pattern: /(\\"([\w.$ -]+)\\"()\s*:\s*\[\s*)(?:\\"(?:(?!\\").)*(?:\\"|$)|[,\s])+(?=\]|$)/gs,
  },
] as const;

/** A member of an object, as JSON and `util.inspect` write it; the second is of JSON within a string. */
const members = [
  {
    quote: '"',
    pattern: /((?:"([\w.$ -]+)"|(?<![\w$])([\w$]+))\s*:\s*)(?:"(?:[^"\\]|\\.)*(?:"|$)|'(?:[^'\\]|\\.)*(?:'|$))/gs,
  },
  { quote: '"', pattern: /("([\w.$ -]+)"()\s*:\s*)-?\d[\d.]*/g },
  { quote: String.raw`\"`, pattern: /(\\"([\w.$ -]+)\\"()\s*:\s*)\\"(?:(?!\\").)*(?:\\"|$)/gs },
] as const;

/** The `name: ` of headers that are known for what they hold, or may be, on a line of their own or quoted. */
const headerName = /(?<![\w-])((?:proxy-)?authorization|(?:set-)?cookie|api-?key|x-[\w-]{1,100})\s*:\s*/gi;
const headerValue = /[^\s"'`][^"'`\n]*/y;

/** A word that no prose has. */
const credentials = /\b(Bearer|Basic|Digest|Negotiate)\s+(?=\S*(?:\d|[a-z][A-Z]|\w[._=-]\w))[\w.~+/-]{4,}=*/g;

/**
 * What is a secret by itself, whatever stands before it: the tokens of GitHub, GitLab, npm, Stripe, Slack, OpenAI, Anthropic, AWS,
 * Google, SendGrid, Hugging Face and Vault begin as no word does, JSON Web Tokens with `{"` in base64, and keys in PEM with a line.
 */
const knownTokens = new RegExp(
  [
    /(?<![A-Za-z\d])(?:gh[oprsu]_[A-Za-z\d]{16,}|github_pat_\w{16,}|npm_[A-Za-z\d]{20,}|hf_[A-Za-z\d]{20,}|glpat-[\w-]{16,})/,
    /(?<![A-Za-z\d])(?:[rs]k_(?:live|test)_\w{8,}|whsec_\w{16,}|xox[abcdeprs]-[\w-]{8,}|xapp-[\w-]{8,}|hvs\.[\w-]{20,})/,
    /(?<![A-Za-z\d])(?:sk-(?:ant|proj|svcacct)-[\w-]{8,}|sk-[A-Za-z\d]{20,}|A(?:KI|SI)A[A-Z\d]{12,}|AIza[\w-]{30,})/,
    /(?<![\w-])(?:eyJ[\w-]{8,}(?:\.[\w-]+){1,4}|SG\.[\w-]{16,}\.[\w-]{16,})/,
    /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]*(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "g",
);

/** Values that an app was given as secrets: it may repeat them anywhere, under no name. */
const withheld = new Set<string>();

/** Shorter ones are words of any text, such as `test` or `admin`. */
const shortestWithheld = 6;

/** From now on a value is masked wherever it stands, also as JSON or a URL has it. */
function withhold(value: string): void {
  if (value.length < shortestWithheld) return;
  for (const form of [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)]) withheld.add(form);
}

/** Withholds what an app is told, by headers or variables: what has the name of a secret, and passwords in URLs. */
export function withholdSecrets(told: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(told)) {
    if (isSecretName(name)) {
      withhold(value);
      // Of `Bearer TOKEN` an app may repeat the token alone, of a cookie what it is set to.
      for (const part of value.split(/[\s;]+/)) withhold(part.replace(/^[\w-]+=(?=.)/, ""));
    }
    if (!URL.canParse(value)) continue;
    const { password } = new URL(value);
    withhold(password);
    withhold(decodedOr(password));
  }
}

function decodedOr(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Text without what is withheld, of which an excerpt may end in the middle. The longest first: one may be a part of another. */
export function withoutWithheld(text: string): string {
  const found = [...withheld].filter((value) => text.includes(value)).sort((a, b) => b.length - a.length);
  const rest = found.reduce((left, value) => left.replaceAll(value, mask), text);
  const end = withheld.size === 0 ? "" : (/(?:\\?"|…){0,4}$/.exec(rest)?.[0] ?? "");
  const cut = rest.slice(0, rest.length - end.length);
  const partial = Math.max(0, ...[...withheld].map((value) => overlapOf(cut, value)));
  return partial < shortestWithheld ? rest : cut.slice(0, cut.length - partial) + mask + end;
}

/** How many characters of a value's beginning a text ends with. */
function overlapOf(text: string, value: string): number {
  for (let length = Math.min(text.length, value.length - 1); length >= shortestWithheld; length -= 1) {
    if (text.endsWith(value.slice(0, length))) return length;
  }
  return 0;
}

/** Most of all text holds none of these. */
const anySign = /[=:]|(?<!\S)-|\b(?:Bearer|Basic|Digest|Negotiate)\b/;

/** Text with the secrets in it masked. What is masked already stays as it is. */
export function masked(text: string): string {
  const rest = withoutWithheld(text).replace(knownTokens, mask);
  if (!anySign.test(rest)) return rest;
  let left = withoutValues(rest.replace(userInfo, `$1${mask}@`), headerName, headerValue)
    .replace(credentials, `$1 ${mask}`)
    .replace(userOption, `$1$2$3$4:${mask}`);
  for (const { quote, pattern } of quotedAssignments) {
    left = left.replace(pattern, (whole, name: string, sign: string) =>
      isSecretName(name) ? `${name}${sign}${quote}${mask}${quote}` : whole,
    );
  }
  left = withoutValues(left, assignedName, assignedValue);
  for (const { quote, pattern } of members) {
    left = left.replace(pattern, (whole, before: string, quoted: string | undefined, bare: string | undefined) =>
      isSecretName(quoted ?? bare ?? "") ? `${before}${quote}${mask}${quote}` : whole,
    );
  }
  for (const { quote, pattern } of lists) {
    left = left.replace(pattern, (whole, before: string, quoted: string | undefined, bare: string | undefined) =>
      isSecretList(quoted ?? bare ?? "") ? `${before}${quote}${mask}${quote}` : whole,
    );
  }
  for (const pattern of spoken) {
    left = left.replace(pattern, (whole, name: string, between: string) =>
      isSecretName(name) ? `${name}${between}${mask}` : whole,
    );
  }
  return left;
}

/** With the values masked that come directly after a secret name. */
function withoutValues(text: string, names: RegExp, value: RegExp): string {
  const parts: string[] = [];
  let doneTo = 0;
  for (const { 0: before, 1: name = "", index } of text.matchAll(names)) {
    if (index < doneTo || !isSecretName(name)) continue;
    const valueAt = index + before.length;
    value.lastIndex = valueAt;
    if (!value.test(text)) continue;
    parts.push(text.slice(doneTo, valueAt), mask);
    doneTo = value.lastIndex;
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

/** What follows an option that is there or not, rather than its value. */
const nextOption = /^(?:-[a-z]|--.*)$/i;

/** The words of a command with the secrets in them masked, also those that are the value of the option before. */
export function maskedCommand(words: readonly string[]): readonly string[] {
  return words.map((word, index) => {
    const before = words[index - 1] ?? "";
    const isValue = /^--?[a-z][\w-]*$/i.test(before) && isSecretName(before) && !nextOption.test(word);
    if (isValue) return mask;
    const [, user] = before === "-u" || before === "--user" ? (/^([^\s:]+):(?!\d+$)./.exec(word) ?? []) : [];
    return user === undefined ? maskedWord(word) : `${user}:${mask}`;
  });
}

/**
 * A command with its variables as a shell would need it typed, for a person to see: its secrets are masked while its parts
 * are still apart, because what is quoted and joined no longer tells where a value begins and ends.
 */
export function shownCommand(words: readonly string[], variables: readonly Variable[] = []): string {
  return shellCommand(maskedCommand(words), variables.map(maskedVariable));
}

export function maskedVariable([name, value]: Variable): Variable {
  return [name, isSecretName(name) ? mask : masked(value)];
}
