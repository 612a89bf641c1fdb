import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeFor } from "../../../harness/observe/node-for.ts";

test("of a range the newest here is named, or that none is here, or that all are too old", () => {
  assert.deepEqual(nodeFor(`>=18 <=${process.versions.node}`), { kind: "found", version: process.versions.node });
  for (const wanted of ["18", "v20.11.1", ">=14 <=20", "<22", "~22.17.0", "0.10 || 20.x"]) {
    assert.deepEqual(nodeFor(wanted), { kind: "too-old", oldest: "22.18" }, wanted);
  }
  for (const wanted of ["99", "^22.999.1", ">98", "18 || 99.x", "v99.1.2"]) {
    assert.deepEqual(nodeFor(wanted), { kind: "not-here", oldest: "22.18" }, wanted);
  }
});
