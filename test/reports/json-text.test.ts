import assert from "node:assert/strict";
import { test } from "node:test";
import { shownJson } from "../../reports/json-text.ts";

test("a secret is masked by its name, also in a list, and a count keeps its number", () => {
  const value = { tokens: ["s3cr3t", "b"], password: "s3cr3t", names: ["a"], counts: { tokens: [3] } };
  assert.deepEqual(JSON.parse(shownJson(value)), {
    tokens: ["***", "***"],
    password: "***",
    names: ["a"],
    counts: { tokens: [3] },
  });
});
