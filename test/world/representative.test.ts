import assert from "node:assert/strict";
import { test } from "node:test";
import { findCases, registerCases } from "./run-case.ts";

const found = await findCases();
const representative = found.filter(({ worldCase }) => worldCase.isRepresentative === true);

test("every kind of case has one that runs with the other tests", () => {
  const kinds = (cases: typeof found) => [...new Set(cases.map(({ kind }) => kind))].sort();
  assert.deepEqual(kinds(representative), kinds(found));
});

registerCases(representative);
