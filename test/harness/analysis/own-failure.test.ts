import assert from "node:assert/strict";
import { test } from "node:test";
import { whyInvalid } from "../../../harness/analysis/causes.ts";
import { errorWarnings } from "../../../harness/analysis/warnings/errors.ts";
import { warn } from "../../../harness/analysis/warnings/kind.ts";
import { runWarnings } from "../../../harness/analysis/warnings/run.ts";
import { aWarning } from "../../support/a-warning.ts";

test("an exception of the app's own is told by itself; that it listened too late may be the machine's doing", () => {
  const busy = aWarning({ code: "foreign-cpu", meaning: "Other programs ran.", figures: { typicalShare: 0.9 } });
  const why = (failure: string): string => {
    const found = { trials: [0], ofTrials: 1, hasResult: false, failure, message: "It ended.", advice: "Look." };
    const reasons = [busy, warn(runWarnings.trialsFailed, "invalid", found)];
    return whyInvalid({ status: "INVALID", reasons });
  };
  assert.doesNotMatch(why("app-threw"), /Other programs/);
  assert.match(why("app-never-listened"), /^Other programs ran\. That may explain the rest: /);
});

test("a status that the app chose is told by itself; one that says that it has too much to do may be the machine's doing", () => {
  const busy = aWarning({ code: "foreign-cpu", meaning: "Other programs ran.", figures: { typicalShare: 0.9 } });
  const common = { trials: [0], advice: "Look." };
  const why = (kind: string): readonly string[] => {
    const failed = { ...common, sentRequests: 10, errorShare: 1, failedRequests: 10, kinds: [kind], ofOneWorker: "" };
    const empty = { ...common, windowSeconds: 1, slowestMicros: 1, instead: [kind] };
    return [warn(errorWarnings.errors, "invalid", failed), warn(errorWarnings.nothingCompleted, "invalid", empty)].map(
      (grave) => whyInvalid({ status: "INVALID", reasons: [busy, grave] }),
    );
  };
  for (const kind of ["status 429", "status 500 of GET /orders", "status 401", "status 301"]) {
    for (const said of why(kind)) assert.doesNotMatch(said, /Other programs/, kind);
  }
  for (const kind of ["status 503", "status 504 of GET /orders", "connection reset", "wrong body"]) {
    for (const said of why(kind)) assert.match(said, /^Other programs ran\. That may explain the rest: /, kind);
  }
  const mostTimedOut = { ...common, sentRequests: 10, errorShare: 1, failedRequests: 2, kinds: ["status 500"] };
  const timeouts = { timedOutRequests: 8, timeoutSeconds: 10, ofOneWorker: "" };
  const grave = warn(errorWarnings.errors, "invalid", { ...mostTimedOut, ...timeouts });
  assert.match(whyInvalid({ status: "INVALID", reasons: [busy, grave] }), /^Other programs ran/);
});
