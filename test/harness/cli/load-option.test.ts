import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { parseLoad } from "../../../harness/cli/load-option.ts";

const folder = mkdtempSync(join(tmpdir(), "broadside-trace-"));
after(() => rmSync(folder, { recursive: true }));

function trace(content: string): string {
  const path = join(folder, "rates.csv");
  writeFileSync(path, content);
  return `open:trace:${path}`;
}

describe("--load", () => {
  test("closed is no open load", () => {
    assert.equal(parseLoad("closed"), null);
  });

  test("a rate is the same all the time", () => {
    assert.deepEqual(parseLoad("open:200")?.profileOver(10), [{ seconds: 0, rate: 200 }]);
    assert.deepEqual(parseLoad("open:0.5")?.profileOver(10), [{ seconds: 0, rate: 0.5 }]);
  });

  test("a ramp, steps and a spike fill the window", () => {
    assert.deepEqual(parseLoad("open:ramp:100:500")?.profileOver(10), [
      { seconds: 0, rate: 100 },
      { seconds: 10, rate: 500 },
    ]);
    assert.deepEqual(parseLoad("open:steps:100:400")?.profileOver(10), [
      { seconds: 0, rate: 100 },
      { seconds: 5, rate: 100 },
      { seconds: 5, rate: 400 },
      { seconds: 10, rate: 400 },
    ]);
    assert.deepEqual(parseLoad("open:spike:100:1000")?.profileOver(10), [
      { seconds: 0, rate: 100 },
      { seconds: 4, rate: 100 },
      { seconds: 4, rate: 1000 },
      { seconds: 6, rate: 1000 },
      { seconds: 6, rate: 100 },
    ]);
  });

  test("a trace lasts as long as it says, with a heading and comments or without", () => {
    const shape = parseLoad(trace("seconds,rate\n# quiet\n0,100\n2.5, 250\n\n10\t50\n"));
    assert.equal(shape?.seconds, 10);
    assert.deepEqual(shape?.profileOver(3), [
      { seconds: 0, rate: 100 },
      { seconds: 2.5, rate: 250 },
      { seconds: 10, rate: 50 },
    ]);
  });

  for (const [text, problem] of [
    ["open", /It takes closed, open:200/],
    ["open:", /It takes closed/],
    ["closed:64", /It takes closed/],
    ["half-open:3", /It takes closed/],
    ["open:0", /"0" is not a rate/],
    ["open:-5", /"-5" is not a rate/],
    ["open:2000000", /"2000000" is not a rate/],
    ["open:fast", /"fast" is not a rate/],
    ["open:200:300", /It takes closed/],
    ["open:toString", /"toString" is not a rate/],
    ["open:constructor", /"constructor" is not a rate/],
    ["open:ramp:100", /It takes closed/],
    ["open:steps:100", /It takes closed/],
    ["open:spike:100:200:300", /It takes closed/],
    ["open:trace:/nowhere.csv", /cannot be read \(ENOENT/],
  ] as const) {
    test(`${text} is refused`, () => {
      assert.throws(() => parseLoad(text), { code: "bad-option", message: `--load is "${text}"`, hint: problem });
    });
  }

  for (const [content, problem] of [
    ["", /needs at least two times/],
    ["0,100\n", /needs at least two times/],
    ["0,100\n5,\n10,200\n", /Line 2 .* is "5,"/],
    ["0,100\n5,fast\n", /Line 2 .* is "5,fast"/],
    ["5,100\n10,100\n", /Line 1 .* is at 5 s; it must start at 0 seconds/],
    ["0,100\n10,100\n5,100\n", /Line 3 .* is at 5 s; times must not decrease/],
    ["0,0\n10,0\n", /has no rate above 0/],
    ["0,100\n4000,100\n", /lasts 4000 s, but a trial is measured for 0\.25 s to 3600 s/],
    ["0,100\n1,100\n2,100\n3600,100\n", /has a gap: nothing from 2 s to 3600 s/],
    ["0,100\n-1,100\n", /Line 2/],
  ] as const) {
    test(`a trace with holes or without sense is refused: ${JSON.stringify(content)}`, () => {
      assert.throws(() => parseLoad(trace(content)), { code: "bad-option", hint: problem });
    });
  }
});
