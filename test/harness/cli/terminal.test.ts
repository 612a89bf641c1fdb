import assert from "node:assert/strict";
import { test } from "node:test";
import { widthOf } from "../../../harness/cli/terminal.ts";

test("text is as wide as the terminal, and has the usual width where that is unknown", () => {
  assert.equal(widthOf({ isTTY: true, columns: 80 }), 80);
  assert.equal(widthOf({ isTTY: true, columns: 5 }), 20);
  assert.equal(widthOf({ isTTY: true, columns: 0 }), 100);
  assert.equal(widthOf({ isTTY: false, columns: 80 }), 100);
});
