import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as fc from "fast-check";
import { list, significant } from "../../harness/units.ts";
import { displayWidth, distinctLabels, printable, shorten } from "../../reports/text.ts";

const anyText = fc.string({ unit: "binary", maxLength: 300 });

describe("printable", () => {
  it("leaves ordinary text as it is", () => {
    assert.equal(printable("Cluster, round-robin ×4 – 日本語 👩‍👩‍👧"), "Cluster, round-robin ×4 – 日本語 👩‍👩‍👧");
  });

  it("shows control characters instead of obeying them", () => {
    assert.equal(printable("\u001b[31mred\n"), "␛[31mred␊");
  });

  it("leaves nothing that a terminal or an XML parser would trip over", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const shown = printable(text);
        assert.ok(shown.isWellFormed());
        assert.doesNotMatch(shown, /[\p{Control}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]/u);
      }),
    );
  });
});

describe("displayWidth", () => {
  it("counts columns, not code units", () => {
    assert.deepEqual(["abc", "日本", "é", "e\u0301", "👩‍👩‍👧‍👦", "\u200b", "ａ"].map(displayWidth), [3, 4, 1, 1, 2, 0, 2]);
  });
});

describe("shorten", () => {
  it("never exceeds the columns it is given", () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 60 }), (text, columns) => {
        assert.ok(displayWidth(shorten(text, columns)) <= columns);
      }),
    );
  });

  it("keeps the beginning and the end, which tell arms apart", () => {
    const short = shorten("reverse-proxy:least-connections×16", 20);
    assert.equal(short, "reverse-proxy…ons×16");
  });
});

it("lists words as people do", () => {
  assert.deepEqual(
    [[], ["a"], ["a", "b"], ["a", "b", "c"]].map((words) => list(words)),
    ["", "a", "a and b", "a, b and c"],
  );
});

describe("significant", () => {
  it("takes any number that a file may hold", () => {
    assert.deepEqual(
      [0.0123, 12_345, 1e-320, 1e308, -1e-300, Number.NaN].map((value) => significant(value)),
      ["0.0123", "12,300", "1.00e-320", "1.00e+308", "-1.00e-300", "–"],
    );
    fc.assert(fc.property(fc.double(), (value) => assert.ok(significant(value).length <= 26)));
  });
});

describe("distinctLabels", () => {
  it("gives names that a cut makes the same a number, and fits", () => {
    const names = ["GET /api/organisations/1/members", "GET /api/organisations/2/members", "GET /"];
    const labels = [...distinctLabels(names, 14).values()];
    assert.equal(new Set(labels).size, 3);
    assert.deepEqual(
      labels.filter((label) => displayWidth(label) > 14),
      [],
    );
    assert.equal(labels[2], "GET /");
  });

  it("tells any names apart that are shown differently or not", () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyText, { maxLength: 20 }), fc.integer({ min: 8, max: 40 }), (names, columns) => {
        assert.equal(new Set(distinctLabels(names, columns).values()).size, names.length);
      }),
    );
  });
});
