import assert from "node:assert/strict";
import { test } from "node:test";
import { options } from "../../../../harness/cli/options/option.ts";
import { text, variable } from "../../../../harness/cli/options/words.ts";
import { share, wholeNumbers } from "../../../../harness/cli/values.ts";
import type { BroadsideError } from "../../../../harness/errors.ts";
import { argumentsOf } from "../../../support/arguments.ts";

const declared = options({
  rate: { parse: share, alias: "r" },
  counts: { parse: wholeNumbers({ min: 1, max: 9 }), describe: "how many, comma-separated" },
  env: { parse: variable, array: true },
  config: { parse: text, negatable: true },
  fast: { type: "boolean" },
});

test("a command gets what was said, by its long and its short name, and undefined for what was not", async () => {
  const { rate, counts, env, config, fast } = await argumentsOf(declared, "-r", "5%", "--counts", "2,1");
  assert.deepEqual([rate, counts, env, config, fast], [0.05, [2, 1], undefined, undefined, undefined]);
});

test("several texts are parsed one by one, and one that is turned off is false", async () => {
  const { env, config } = await argumentsOf(declared, "--env", "A=1", "--env", "B=2", "--no-config");
  assert.deepEqual(
    [env, config],
    [
      [
        ["A", "1"],
        ["B", "2"],
      ],
      false,
    ],
  );
});

test("what says nothing, and what is given twice, is refused by the option's name", async () => {
  const refused = [
    [["--rate", "much"], "bad-option", '--rate is "much"'],
    [["-r", "much"], "bad-option", '--rate is "much"'],
    [["--counts", "1,1"], "bad-option", '--counts is "1,1"'],
    [["--env", "A=1", "--env", "B"], "bad-option", '--env is "B"'],
    [["--counts", "1", "--counts", "2"], "usage", "--counts is given more than once."],
    [["-r", "5%", "--rate", "6%"], "usage", "--rate is given more than once."],
  ] as const;
  for (const [typed, code, message] of refused) {
    await assert.rejects(argumentsOf(declared, ...typed), { name: "BroadsideError", code, message });
  }
});

const hintFor = (...typed: readonly string[]) =>
  argumentsOf(declared, ...typed).then(
    () => "",
    ({ hint }: BroadsideError) => hint,
  );

test("what is given twice is told to be joined by commas where it takes several values, and only there", async () => {
  assert.match(await hintFor("--counts", "1", "--counts", "2"), /separated by commas/);
  assert.match(await hintFor("-r", "5%", "--rate", "6%"), /it takes one value/);
});
