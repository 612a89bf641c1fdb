import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  answerNotes,
  differenceOf,
  otherAnswers,
  withKnownAnswers,
  type Sameness,
  type Version,
} from "../../../../harness/experiments/gate/same-answers.ts";

type Given = string | Uint8Array | { readonly status?: number; readonly type?: string; readonly body: string };

function versionOf(answers: readonly Given[], root = "/nowhere"): Version {
  return {
    root,
    answers: answers.map((given) => {
      const isBody = typeof given === "string" || given instanceof Uint8Array;
      const { status = 200, type = null, body } = isBody ? { body: given } : given;
      const bytes = typeof body === "string" ? Buffer.from(body) : Buffer.from(body);
      return { request: "GET /", status, contentType: type, body: bytes, isPlain: true, seconds: 0.001 };
    }),
  };
}

function parts(base: readonly Given[], head: readonly Given[], sameness: Sameness = "form"): readonly string[] {
  return differenceOf(versionOf(base), versionOf(head), sameness)?.parts ?? [];
}

function known(base: readonly Given[], head: readonly Given[], sameness: Sameness = "form") {
  const kind = { name: "GET /", weight: 1, method: "GET", path: "/", headers: {}, expect: {} };
  return withKnownAnswers([kind], [versionOf(base), versionOf(head)], sameness)[0]?.expect;
}

const rowsOf = (count: number): string => JSON.stringify(Array<number>(count).fill(7));

const page = (nonce: string, rows: string): string =>
  `<!doctype html><html><head><script nonce="${nonce}"></script></head><body><ul>${rows}</ul></body></html>`;

describe("the same work, whatever changes from boot to boot or from request to request", () => {
  const alike: readonly [string, readonly Given[], readonly Given[]][] = [
    ["a start time", ['{"up":"2026-01-01T10:00:00Z"}'], ['{"up":"2026-01-01T10:00:07Z"}']],
    ["an id of the boot", ['{"id":"kq","n":1}', '{"id":"zz","n":1}'], ['{"id":"pw","n":1}']],
    ["arrays of another length", ['{"rows":[{"id":1},{"id":2}]}'], ['{"rows":[{"id":9}]}']],
    ["an array that is empty now and then", ['{"rows":[]}', '{"rows":[{"id":4}]}'], ['{"rows":[{"id":9}]}']],
    ["a value of another length", ['{"token":"a"}'], [`{"token":"${"b".repeat(200)}"}`]],
    ["a whole number and a fraction", ['{"load":1}'], ['{"load":0.25}']],
    ["null in place of a value", ['{"last":null}'], ['{"last":"10:05"}']],
    ["a field that comes and goes", ['{"a":1,"note":"x"}', '{"a":1}'], ['{"a":2}']],
    ["keys that are ids", ['{"x1":{"n":1}}', '{"x2":{"n":1}}'], ['{"x3":{"n":1}}', '{"x4":{"n":1}}']],
    ["the minute in a text", ["served at 10:31 by orders"], ["served at 10:32 by orders"]],
    ["a nonce in a page", [page("aaa", "<li>1")], [page("bbb", "<li>7<li>8")]],
    ["words of a boot", ["host kqz serves", "host bnm serves"], ["host xyw serves", "host plo serves"]],
    ["binary of about the same length", [new Uint8Array(900).fill(255)], [new Uint8Array(1_000).fill(254)]],
    ["nothing at all", [""], [""]],
  ];
  for (const [title, base, head] of alike) test(title, () => assert.deepEqual(parts(base, head), []));
});

describe("other work, with the part that differs", () => {
  const other: readonly [string, readonly Given[], readonly Given[], readonly string[]][] = [
    ["another field", ['{"a":1,"b":1}'], ['{"a":1,"c":1}'], ["$.b is missing in head", "$.c is new in head"]],
    ["deep in a list", ['[{"p":{"q":1}}]'], ['[{"p":{}}]'], ["$[].p.q is missing in head"]],
    ["another type", ['{"id":1}'], ['{"id":"1"}'], ["$.id is a number in base, a string in head"]],
    ["an object for a list", ["[]"], ["{}"], ["$ is an array in base, an object in head"]],
    [
      "an error with status 200",
      ['{"data":[]}'],
      ['{"error":"no"}'],
      ["$.data is missing in head", "$.error is new in head"],
    ],
    ["another status", ["x"], [{ status: 404, body: "x" }], ["status 200 in base, status 404 in head"]],
    [
      "another type of content",
      [{ type: "text/css", body: "x" }],
      [{ type: "text/plain", body: "x" }],
      ["text/css in base, text/plain in head"],
    ],
    ["text for JSON", ['{"a":1}'], ["oops"], ["JSON in base, text in head"]],
    ["nothing for something", ["done"], [""], ["text in base, empty in head"]],
    ["another word", ["done"], ["busy"], ['"done" is missing in head', '"busy" is new in head']],
    ["a page without its table", ["<p><table>"], ["<p>"], ["<table> is missing in head"]],
    [
      "binary of another length",
      [new Uint8Array(100).fill(255)],
      [new Uint8Array(900).fill(255)],
      ["100 bytes in base, 900 in head"],
    ],
    [
      "a list that has become empty",
      ['{"data":{"rows":[{"id":1}]}}', '{"data":{"rows":[{"id":1},{"id":2}]}}'],
      ['{"data":{"rows":[]}}'],
      ["$.data.rows is never empty in base, and always empty in head"],
    ],
    ["a hundredth of the rows", [rowsOf(1_000)], [rowsOf(10)], ["2001 bytes in base, 21 in head"]],
    [
      "the same words ten times",
      ["so it is ".repeat(100)],
      ["so it is ".repeat(10)],
      ["900 bytes in base, 90 in head"],
    ],
  ];
  for (const [title, base, head, said] of other) test(title, () => assert.deepEqual(parts(base, head), said));
});

test("held to the bytes, a value that base always says is named where head says another; what varies in base is left out", () => {
  const base = ['{"v":"1.2","up":1}', '{"v":"1.2","up":2}'];
  assert.deepEqual(parts(base, ['{"v":"1.2","up":9}'], "bytes"), []);
  assert.deepEqual(parts(base, ['{"v":"1.3","up":9}'], "bytes"), ['$.v is "1.2" in base, "1.3" in head']);
  assert.deepEqual(parts(["a 1"], ["a 2"], "bytes"), ["the text is a 1 in base, a 2 in head"]);
});

test("the folder of a version is no part of its answers", () => {
  const [base, head] = [versionOf(["from /tmp/tree/app"], "/tmp/tree"), versionOf(["from /home/me/app"], "/home/me")];
  assert.equal(differenceOf(base, head, "bytes"), null);
});

test("the refusal quotes both and says what accepts it", () => {
  const difference = differenceOf(versionOf(['{"a":1}']), versionOf(['{"b":1}']), "form");
  assert.ok(difference !== null);
  const { message, hint } = otherAnswers(difference, "form");
  assert.match(
    message,
    /^base and head respond to GET \/ differently: \$\.a is missing in head; \$\.b is new in head\. Seen: 200 /,
  );
  assert.match(hint, /--any-answer/);
});

test("what varies is named, and so is what differs in value alone", () => {
  const base = versionOf(['{"v":"1","up":1}', '{"v":"1","up":2}']);
  const notes = answerNotes(base, versionOf(['{"v":"2","up":3}']));
  assert.match(notes[0] ?? "", /responses to GET \/ vary in base, .* in \$\.up: versions are compared by the form/);
  assert.match(notes[1] ?? "", /different values: \$\.v is "1" in base, "2" in head/);
});

describe("later answers are held to what time leaves alone", () => {
  test("a field of an object, never its value", () => {
    const answers = ['{"up":"10:00","rows":[1]}', '{"up":"10:01","rows":[]}'];
    assert.deepEqual(known(answers, answers), { status: 200, includes: '"rows":' });
  });
  test("a field within the only one", () => {
    const answers = ['{ "data": { "shop": { "id": 1 } } }'];
    assert.equal(known(answers, answers)?.includes, '"id":');
  });
  test("a piece of text between what changes", () => {
    assert.equal(known(["up 3 days, all well"], ["up 4 days, all well"])?.includes, ", all well");
    assert.equal(known(["done"], ["done"])?.includes, "done");
    assert.equal(known(["ready a minute ago"], ["ready a minute ago"])?.includes, "ready a");
  });
  test("the whole text, where bytes are asked for and base always says them", () => {
    assert.equal(known(['{"n":1}'], ['{"n":1}'], "bytes")?.includes, '{"n":1}');
    assert.equal(known(['{"n":1}', '{"n":2}'], ['{"n":1}'], "bytes")?.includes, '"n":');
  });
  test("the status alone, where nothing is known", () => {
    for (const answers of [[""], ["[]"], ["17"], [new Uint8Array([255, 0, 1])], ["x1", '{"a":1}']])
      assert.deepEqual(known(answers, answers), { status: 200 });
    assert.deepEqual(known(["17", { status: 202, body: "18" }], ["19"]), {});
  });
});
