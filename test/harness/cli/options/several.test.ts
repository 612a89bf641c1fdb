import assert from "node:assert/strict";
import { test } from "node:test";
import { optionsOf } from "../../../../harness/cli/usage.ts";

/** What some option might take two of. */
const pairs = ["1,2", "throughput,p99"];

test("an option that takes several values by comma says so, which is what one that is given twice is answered by", () => {
  const found = Object.entries(optionsOf).flatMap(([command, options]) =>
    Object.entries(options).flatMap(([name, { array, coerce, describe = "" }]) => {
      const read: unknown[] = coerce === undefined || array === true ? [] : pairs.map((pair): unknown => coerce(pair));
      const takesSeveral = read.some((value) => Array.isArray(value) && value.length === 2);
      return takesSeveral ? [{ option: `${command} --${name}`, says: describe.includes("comma-separated") }] : [];
    }),
  );
  assert.ok(found.length >= 4, found.map(({ option }) => option).join());
  assert.deepEqual(
    found.filter(({ says }) => !says).map(({ option }) => option),
    ["map --workers", "gate --workers", "trend --metric", "serve --workers"],
    "these are of one, which they say themselves",
  );
});
