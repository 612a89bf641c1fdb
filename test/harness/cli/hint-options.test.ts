import assert from "node:assert/strict";
import { test } from "node:test";
import { hintFor } from "../../../harness/cli/hint-options.ts";

const patience = "Give it longer with --timeout, or use fewer --connections.";

test("a hint says which options the command lacks, and which commands have them", () => {
  assert.equal(hintFor(patience, ["run", "--app", "./a.js"]), patience);
  assert.equal(hintFor(patience, []), patience);
  const [first, second, third] = hintFor(patience, ["serve", "single"], "\n").split("\n");
  assert.deepEqual(
    [first, third],
    [patience, '"serve" has no option --connections: it belongs to run, capacity, map and gate.'],
  );
  assert.match(second ?? "", /^"serve" has no option --timeout: /);
});

test("a hint says which options something else decides, and what there is to do instead", () => {
  const hint = hintFor(patience, ["gate", "--against", "b.json"]);
  assert.equal(hint.startsWith(`${patience} --against excludes --timeout and --connections. `), true, hint);
  assert.match(hint, /measure with run and store the result with baseline save\.$/);
  assert.match(
    hintFor(patience, ["--sweep=connections"]),
    /--sweep excludes --connections\. .* fewer --workers make fewer\.$/,
  );
  assert.match(hintFor(patience, ["map", "--resume", "results/a"]), /--resume excludes --timeout and --connections\. /);
  assert.equal(hintFor(patience, ["--app", "a.js", "--", "--against", "b"]), patience, "what follows is the app's");
});

test("options of other programs, of commands that are named, and of an app are none of the command's own", () => {
  const others = [
    "Start it by hand: measure it by its URL (run --external-url http://127.0.0.1:3000).",
    "Start it by hand to see more: cd '/a b' && node server.js --connections 4",
    "Name the script of that process: --app ./a.js -- --timeout 3",
    "Lift the limit (docker --cpus), or git worktree add --force; leave --external-reload out.",
    "Give it a larger heap (--env NODE_OPTIONS=--max-old-space-size=4096).",
  ];
  for (const hint of others) assert.equal(hintFor(hint, ["gate", "--against", "b.json"]), hint);
});
