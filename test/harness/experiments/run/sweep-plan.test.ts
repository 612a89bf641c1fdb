import assert from "node:assert/strict";
import { test } from "node:test";
import { runOptions } from "../../../../harness/experiments/run/options.ts";
import { broadside } from "../../../support/broadside.ts";

test("a sweep refuses what it chooses itself, and a worker count that has nothing to share", async () => {
  const cases = [
    [["--connections", "4"], /--sweep and --connections exclude each other/],
    [["--load", "open:10"], /--sweep and --load exclude each other/],
    [["--workers", "1"], /--workers is "1"/],
    [["--workers", "2,4"], /--workers is "2,4"/],
    [["--generators", "abc"], /--generators is "abc"/],
    [["--targets", "single"], /needs a strategy with several workers/],
    [["--external-url", "http://127.0.0.1:1"], /--sweep and --external-url exclude each other/],
  ] as const;
  assert.deepEqual(runOptions.sweep.choices, ["connections"]);
  await Promise.all(
    cases.map(async ([args, message]) => {
      const { code, stderr } = await broadside(["-s", "ping", "--sweep", "connections", ...args]);
      assert.equal(code, 2);
      assert.match(stderr, message);
    }),
  );
});
