import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
import { parseRun } from "../../../harness/store/run-store.ts";
import { spread, summarise } from "../../support/latency.ts";
import { someRun } from "./run-arbitrary.ts";

/** A saved run with the value at a path replaced; undefined removes it. */
function changed(path: readonly string[], value: unknown): string {
  const root: unknown = structuredClone(someRun());
  let parent = root;
  for (const key of path.slice(0, -1)) parent = Reflect.get(Object(parent), key);
  Reflect.set(Object(parent), path.at(-1) ?? "", value);
  return JSON.stringify(root);
}

const offences: readonly (readonly [readonly string[], unknown, RegExp])[] = [
  [["toolVersion"], undefined, /: toolVersion is missing\./],
  [["plan"], [], /: plan must be an object\./],
  [["plan", "blocks"], "eight", /: plan\.blocks must be a number\./],
  [["plan", "blocks"], 1.5, /: plan\.blocks must be a whole number\./],
  [["plan", "blocks"], -1, /: plan\.blocks must be 0 or more\./],
  [["plan", "quick"], "yes", /: plan\.quick must be true or false\./],
  [["plan", "arms"], "none", /: plan\.arms must be a list\./],
  [["plan", "arms", "0", "load", "kind"], "half-open", /: plan\.arms\[0\]\.load\.kind must be "closed" or "open"\./],
  [["plan", "app", "env", "NAME"], 7, /: plan\.app\.env\.NAME must be a string\./],
  [["plan", "fair", "magic"], true, /: plan\.fair\.magic is not a field of version 2\./],
  [["createdAt"], "yesterday", /: createdAt must be a time in UTC such as 2026/],
  [["trials", "1", "status"], "lost", /: trials\[1\]\.status must be "measured" or "failed"\./],
  [["trials", "1"], null, /: trials\[1\] must be an object\./],
  [["plan", "baselineArmId"], "no such arm", /: plan\.baselineArmId: no arm of the plan is called no such arm\./],
  [["trials", "1", "index"], someRun().trials[0]?.index, /: trials\[1\]\.index: there is a trial \d+ before it\./],
  [["trials", "0", "armId"], "no such arm", /: trials\[0\]\.armId: no arm of the plan/],
];

for (const [path, value, message] of offences) {
  test(`${path.join(".")} = ${JSON.stringify(value)} is foreign, and the message names the field`, () => {
    assert.throws(() => parseRun(changed(path, value), "run.json"), { code: "run-foreign", message });
  });
}

test("JSON that is no run of ours is foreign, whatever it is", () => {
  for (const text of ["null", "3", '"run"', "[]", "{}", '{"schema":"other/run","version":1}']) {
    assert.throws(() => parseRun(text, "package.json"), { code: "run-foreign", message: /not a run of Broadside/ });
  }
});

test("a run of another version says which it is, which would be right, and who wrote it", () => {
  const text = JSON.stringify({ schema: "broadside/run", version: 3, toolVersion: "3.4.5", unheardOf: true });
  assert.throws(() => parseRun(text, "run.json"), {
    code: "run-foreign",
    message: "run.json is a run of version 3; this Broadside reads versions 1 to 2.",
    hint: /3\.4\.5/,
  });
  assert.throws(() => parseRun('{"schema":"broadside/run"}', "run.json"), { message: /a run without a version/ });
});

const spreadHistogram = summarise(spread(500, 9_000), []).histogram;

/** A saved histogram with another payload: cookie, length and what is deflated after them. */
function histogramOf(payload: Buffer): string {
  const deflated = deflateSync(payload);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(0x1c_84_93_14, 0);
  head.writeUInt32BE(deflated.length, 4);
  return Buffer.concat([head, deflated]).toString("base64");
}

type Header = { readonly digits?: number; readonly payloadBytes?: number; readonly lowest?: bigint };

function header({ digits = 3, payloadBytes = 0, lowest = 1n }: Header): Buffer {
  const bytes = Buffer.alloc(40);
  bytes.writeUInt32BE(0x1c_84_93_13, 0);
  bytes.writeUInt32BE(payloadBytes, 4);
  bytes.writeUInt32BE(digits, 12);
  bytes.writeBigInt64BE(lowest, 16);
  bytes.writeBigInt64BE(2n ** 40n, 24);
  return bytes;
}

/** 2^40 zeros, and one count after them. */
const manyZeros = Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0x3f, 0x02]);

function withPayload(payload: Buffer): string {
  return histogramOf(Buffer.concat([header({ payloadBytes: payload.length }), payload]));
}

const damaged: readonly (readonly [string, string])[] = [
  ["nothing", ""],
  ["no base64", "not a histogram"],
  ["one cut short", spreadHistogram.slice(0, -20)],
  ["one with other bytes in it", `${spreadHistogram.slice(0, 40)}AAAA${spreadHistogram.slice(44)}`],
  ["one that inflates to 64 MB", withPayload(Buffer.alloc(64 * 1024 * 1024))],
  ["one of more digits than are saved", histogramOf(header({ digits: 5 }))],
  ["one that promises 2 GB of counts", histogramOf(header({ payloadBytes: 2 ** 31 - 1 }))],
  ["one that begins with 2^40 zeros", withPayload(manyZeros)],
  ["one whose unit is 2^39", histogramOf(header({ lowest: 2n ** 39n }))],
  ["one whose last number is cut", withPayload(Buffer.from([0x02, 0x80]))],
  ["one of more counts than there are", withPayload(Buffer.alloc(70_000, 2))],
];

for (const [what, histogram] of damaged) {
  test(`${what} in place of a histogram makes the run unreadable, and the message names the field`, () => {
    const index = someRun().trials.findIndex(({ status }) => status === "measured");
    const text = changed(["trials", String(index), "load", "latency", "histogram"], histogram);
    assert.throws(() => parseRun(text, "run.json"), {
      code: "run-unreadable",
      message: `run.json is damaged: trials[${index}].load.latency.histogram: the histogram is damaged.`,
    });
  });
}
