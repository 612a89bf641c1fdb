import assert from "node:assert/strict";
import { test } from "node:test";
import { describeFailure, widthOf } from "../../../harness/cli/terminal.ts";
import { BroadsideError } from "../../../harness/errors.ts";

test("text is as wide as the terminal, and has the usual width where that is unknown", () => {
  assert.equal(widthOf({ isTTY: true, columns: 80 }), 80);
  assert.equal(widthOf({ isTTY: true, columns: 5 }), 20);
  assert.equal(widthOf({ isTTY: true, columns: 0 }), 100);
  assert.equal(widthOf({ isTTY: false, columns: 80 }), 100);
});

test("an app's words within an error keep their lines, and the terminal obeys none of them", () => {
  const error = new BroadsideError("target-died", "it ended; it said:\n\u001b[2Jgone\u0007\r", "See \u202eabove.");
  assert.equal(describeFailure(error), "broadside: it ended; it said:\n␛[2Jgone␇␍\n  See above.\n");
});
