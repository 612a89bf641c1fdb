import assert from "node:assert/strict";
import { test } from "node:test";
import { whyInvalid } from "../../../harness/analysis/causes.ts";
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
