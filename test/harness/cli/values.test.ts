import assert from "node:assert/strict";
import { test } from "node:test";
import { seconds } from "../../../harness/cli/values.ts";
import { BroadsideError } from "../../../harness/errors.ts";

function hintFor(text: string, range: { readonly min: number; readonly max: number }): string {
  try {
    seconds(range)(text, "time");
  } catch (error) {
    if (error instanceof BroadsideError) return error.hint;
    throw error;
  }
  return "";
}

test("a time is in milliseconds, seconds, minutes or hours, and in seconds where that is not said", () => {
  const parse = seconds({ min: 0, max: 1e6 });
  assert.deepEqual(
    ["500ms", "3s", "3", "1.5m", "2h"].map((text) => parse(text, "time")),
    [0.5, 3, 3, 90, 7_200],
  );
});

test("a time that is refused is told with times that would be taken", () => {
  for (const [min, max] of [
    [10, 86_400],
    [0.25, 3_600],
    [0, 1],
    [40, 50],
    [60, 3_600],
  ] as const) {
    const hint = hintFor("1000000h", { min, max });
    assert.match(hint, new RegExp(`^It takes a time from ${min} s to ${max} s`));
    for (const [shown = ""] of hint.matchAll(/\b\d+(?:ms|s|m|h)\b/g))
      assert.equal(hintFor(shown, { min, max }), "", hint);
  }
});
