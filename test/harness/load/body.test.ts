import assert from "node:assert/strict";
import { test } from "node:test";
import { createBody } from "../../../harness/load/body.ts";

function lookFor(text: string, chunks: readonly string[]) {
  const body = createBody();
  body.begin(Buffer.from(text));
  for (const chunk of chunks) body.add(Buffer.from(chunk), true);
  return body.isFound();
}

test("a text is found wherever the pieces of a body are cut", () => {
  const whole = "so many orders, größe 12, and no more";
  const bytes = Buffer.from(whole);
  for (let first = 0; first <= bytes.length; first += 1) {
    for (let second = first; second <= bytes.length; second += 1) {
      const body = createBody();
      body.begin(Buffer.from("größe 12"));
      for (const piece of [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)]) {
        body.add(piece, false);
      }
      assert.ok(body.isFound(), `cut at ${first} and ${second}`);
    }
  }
  assert.ok(lookFor("so", ["s", "o"]));
});

test("what is in no place together is not found", () => {
  assert.ok(!lookFor("abc", ["ab", "ab", "c".repeat(0), "xc"]));
  assert.ok(!lookFor("aab", ["a", "b", "aa", "ab".slice(0, 1)]));
});

test("one body does not run into the next, and an empty text is in each", () => {
  const body = createBody();
  body.begin(Buffer.from("abc"));
  body.add(Buffer.from("ab"), true);
  body.begin(Buffer.from("abc"));
  body.add(Buffer.from("c"), true);
  assert.deepEqual([body.isFound(), body.excerpt()], [false, "c"]);
  body.begin(Buffer.alloc(0));
  assert.ok(body.isFound());
});

test("only the beginning of a body is quoted, put together from its pieces", () => {
  const body = createBody();
  body.begin(null);
  for (let piece = 0; piece < 1_000; piece += 1) body.add(Buffer.from("0123456789ABC"), true);
  assert.equal(body.excerpt(), "0123456789ABC".repeat(8).slice(0, 100));
});
