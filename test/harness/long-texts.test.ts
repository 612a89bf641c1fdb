import assert from "node:assert/strict";
import test from "node:test";
import { runInNewContext } from "node:vm";
import { commonPiece } from "../../harness/answers/piece.ts";
import { formOf } from "../../harness/answers/form.ts";
import { responseForm } from "../../harness/answers/response.ts";
import { appWords } from "../../harness/process/app-words.ts";
import { masked } from "../../harness/secrets.ts";
import { harmless } from "../../reports/text.ts";

const length = 1_000_000;
/** What takes the square of the length needs minutes to hours for so long a text. */
const capMillis = 30_000;

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  commonPiece: (text) => commonPiece([text, `${text}!`]),
  formOf: (text) => formOf(Buffer.from(text), null),
  responseForm: (text) => responseForm({ request: "/", status: 200, contentType: "text/html" }, Buffer.from(text)),
  appWords: (text) => appWords(`${text}\n1: ${text}`),
  masked: (text) => masked(`a: ${text} b=1`),
  harmless: (text) => harmless(`a=${text}`),
};
const repeated = [
  "x",
  " ",
  "7",
  "<",
  '"',
  "\n",
  "(",
  "\\",
  "a=",
  "a[",
  "a$",
  '"a":"',
  "ab 1 ",
  "eyJ",
  "-eyJ.",
  "sk-",
  "xoxb-",
  "-----BEGIN PRIVATE KEY-----",
];

for (const [name, read] of Object.entries(readers)) {
  test(`${name} takes a text of any one character in a time that grows with its length alone`, () => {
    for (const part of repeated) {
      const text = part.repeat(length / part.length);
      // Ends a regular expression that runs on, which no timer does.
      runInNewContext("read()", { read: () => read(text) }, { timeout: capMillis });
    }
  });
}

function manyWords(of: string): string {
  return Array.from({ length: 200_000 }, (_, at) => of + at.toString(36).replaceAll(/\d/g, "_")).join(" 1 ");
}

test("a text of very many different words is compared by a bounded number of them", () => {
  const texts = [manyWords("a"), manyWords("b")];
  const piece: unknown = runInNewContext("read()", { read: () => commonPiece(texts) }, { timeout: capMillis });
  assert.equal(piece, null);
});
