import assert from "node:assert/strict";
import { test } from "node:test";
import { answeredByOne } from "../../../../harness/experiments/gate/answered-by-one.ts";
import { BroadsideError } from "../../../../harness/errors.ts";

const head = { side: { label: "the working folder", commit: null }, seen: async () => [] };
const whole = { lacks: "" };

function wrong(status: number): BroadsideError {
  const problem = new BroadsideError("app-bad-answer", `GET /new returned ${status}: ""`, "Check the path.");
  return new BroadsideError("app-bad-answer", `base (main): ${problem.message}`, problem.hint, { cause: problem });
}

test("where one version alone has a route, that comes first, with what can be compared instead", async () => {
  const { code, message, hint } = Object(await answeredByOne(wrong(404), whole, head));
  assert.deepEqual(
    [code, message],
    ["app-bad-answer", 'only the working folder responds as expected: base (main): GET /new returned 404: ""'],
  );
  assert.equal(
    hint,
    "If only the working folder has the route, there is nothing to compare: name a path that both have.",
  );
  const lacking = Object(await answeredByOne(wrong(404), { lacks: "main lacks dist/" }, head));
  assert.match(lacking.hint, /^main lacks dist\/\n {2}If only/);
});

test("another wrong answer of one version is no missing route", async () => {
  const { message, hint } = Object(await answeredByOne(wrong(500), whole, head));
  assert.match(message, /^only the working folder responds as expected: base \(main\): /);
  assert.equal(hint, "Check the path.");
});

test("what neither version answers, and what is no wrong answer, stays as it was; an interruption ends both", async () => {
  const error = wrong(404);
  const refusing = async (): Promise<never> => Promise.reject(wrong(404));
  assert.equal(await answeredByOne(error, whole, { ...head, seen: refusing }), error);
  const threw = new BroadsideError("app-threw", "server.js threw", "Mend it.");
  assert.equal(await answeredByOne(threw, whole, head), threw);
  const interrupted = new BroadsideError("interrupted", "interrupted", "");
  const stopped = async (): Promise<never> => Promise.reject(interrupted);
  assert.equal(await answeredByOne(error, whole, { ...head, seen: stopped }), interrupted);
});
