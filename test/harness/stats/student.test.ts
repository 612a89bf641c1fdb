import assert from "node:assert/strict";
import { test } from "node:test";
import { studentQuantile } from "../../../harness/stats/student.ts";
import { close } from "./support.ts";

test("Student's t has the values of the tables", () => {
  close(studentQuantile(0.95, 1), 12.7062, 5e-5);
  close(studentQuantile(0.95, 4), 2.776445, 5e-7);
  close(studentQuantile(0.95, 10), 2.228139, 5e-7);
  close(studentQuantile(0.99, 30), 2.749996, 5e-7);
});

test("there is no quantile of a certain or an impossible event", () => {
  assert.throws(() => studentQuantile(1, 4), RangeError);
  assert.throws(() => studentQuantile(0, 4), RangeError);
});
