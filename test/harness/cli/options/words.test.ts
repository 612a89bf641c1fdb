import assert from "node:assert/strict";
import { test } from "node:test";
import { expectedText, header, poolVariable, variable } from "../../../../harness/cli/options/words.ts";
import type { Parse } from "../../../../harness/cli/values.ts";

test("a variable is a name and all that follows the first sign of equality", () => {
  assert.deepEqual(variable("A=", "env"), ["A", ""]);
  assert.deepEqual(variable("B=x=y\nz", "env"), ["B", "x=y\nz"]);
});

test("a header is a name and a value, without the spaces around it", () => {
  assert.deepEqual(header("Accept:  a:b ", "header"), ["Accept", "a:b"]);
  assert.deepEqual(header("X-Empty:", "header"), ["X-Empty", ""]);
});

test("what is neither is refused by the name of its option, with what would be right", () => {
  const refused: readonly (readonly [parse: Parse<unknown>, text: string, hint: RegExp])[] = [
    [variable, "A", /--given DATABASE_URL=/],
    [variable, "=1", /--given DATABASE_URL=/],
    [header, "accept", /a name and a value/],
    [header, "a: b\r\nc: d", /one line/],
    [header, "a b: c", /a name and a value/],
    [header, "Content-Length: 3", /are written for you/],
    [poolVariable, "a b", /such as POOL_THREADS/],
    [expectedText, "", /text that every correct response contains/],
  ];
  for (const [parse, text, hint] of refused) {
    assert.throws(() => parse(text, "given"), {
      code: "bad-option",
      message: `--given is ${JSON.stringify(text)}`,
      hint,
    });
  }
});
