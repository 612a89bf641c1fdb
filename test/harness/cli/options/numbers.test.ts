import assert from "node:assert/strict";
import { test } from "node:test";
import { duration } from "../../../../harness/cli/options/numbers.ts";

test("a time is the number of seconds that was typed, to the digit", () => {
  const typed = { "700ms": 0.7, "300ms": 0.3, "1.1s": 1.1, "2m": 120, "3": 3 };
  for (const [text, seconds] of Object.entries(typed)) assert.equal(duration(text, "duration"), seconds, text);
  for (const text of ["7h", "ms", "-1s", "0.2", ""]) {
    assert.throws(() => duration(text, "duration"), { code: "bad-option" }, text);
  }
});
