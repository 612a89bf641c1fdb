import assert from "node:assert/strict";
import { test } from "node:test";
import { analyseCapacity } from "../../../../harness/experiments/capacity/analysis/index.ts";
import { statedSearch } from "../../../../harness/experiments/capacity/stated.ts";
import type { BodySizes, MeasuredTrial, ResponseForm } from "../../../../harness/model/index.ts";
import { endedCapacityInput } from "../../../support/capacity-input.ts";
import { makeRun, type ObservedTrial, type RunShape } from "../../../support/trials.ts";
import { none, only, warningsOf } from "../../../support/warnings.ts";

function json(places: Readonly<Record<string, string>>, change: Partial<ResponseForm> = {}): ResponseForm {
  return { request: "work", status: 200, contentType: "application/json", body: "json", places, ...change };
}

const orders = json({ $: "object", "$.orders": "array", "$.orders[]": "object", "$.orders[].id": "number" });

function withWorker(type: string): ResponseForm {
  return json({ ...orders.places, "$.worker": type });
}

function answering<Trial extends MeasuredTrial>(
  trial: Trial,
  form: ResponseForm,
  sizes: Partial<BodySizes> = {},
): Trial {
  const bodies = { meanBytes: 7_800, standardDeviationBytes: 0, ...sizes };
  const kinds = trial.load.kinds.map((kind) => ({ ...kind, bodies }));
  const [name = ""] = kinds.map((kind) => kind.name);
  return { ...trial, responses: [{ ...form, request: name }], load: { ...trial.load, kinds } };
}

/** `single` answers orders of 7.8 kB, and cluster-os as `other` says. */
function beside(other: (trial: ObservedTrial) => ObservedTrial): Pick<RunShape, "trial"> {
  return { trial: (trial) => (trial.armId === "cluster-os" ? other(trial) : answering(trial, orders)) };
}

test("an arm that answers an error with status 200 is in doubt, with what it answers and how long that is", () => {
  const error = json({ $: "object", "$.error": "string" });
  const warning = only(
    "work-differs",
    beside((trial) => answering(trial, error, { meanBytes: 104 })),
  );
  assert.deepEqual([warning.severity, warning.armId], ["suspect", "cluster-os"]);
  assert.match(warning.meaning, /7\.62 KiB on average in single, 104 B in cluster-os/);
  assert.match(warning.meaning, /\$\.orders is missing in cluster-os and \$\.error is missing in single/);
});

test("each of status, content type, kind of body and length alone is another response", () => {
  const others: Readonly<Record<string, (trial: ObservedTrial) => ObservedTrial>> = {
    "status 200 in single, status 202 in cluster-os": (trial) => answering(trial, { ...orders, status: 202 }),
    "application/json in single, no content type in cluster-os": (trial) =>
      answering(trial, { ...orders, contentType: null }),
    "JSON in single, text in cluster-os": (trial) => answering(trial, { ...orders, body: "text" }),
    "7.62 KiB on average in single, 6.84 KiB in cluster-os": (trial) => answering(trial, orders, { meanBytes: 7_000 }),
    "\\$ is object in single, array in cluster-os": (trial) =>
      answering(trial, json({ $: "array", "$[]": "object", "$[].id": "number" })),
  };
  for (const [words, other] of Object.entries(others)) {
    const warning = only("work-differs", beside(other));
    assert.equal(warning.severity, "suspect", words);
    assert.match(warning.meaning, new RegExp(words));
  }
});

/** Some of an arm's workers answer orders, the others 75 bytes: how many requests come to which differs from boot to boot. */
function mixed(trial: ObservedTrial, share: number): ObservedTrial {
  const meanBytes = share * 7_800 + (1 - share) * 75;
  return answering(trial, orders, { meanBytes, standardDeviationBytes: 7_725 * Math.sqrt(share * (1 - share)) });
}

test("workers of which some answer something else put the arm in doubt, however the requests fall to them", () => {
  for (const shares of [
    [0.3, 0.8],
    [0.5, 0.5],
    [1, 0.4],
  ]) {
    const warning = only("work-differs", {
      blocks: 2,
      ...beside((trial) => mixed(trial, shares[trial.block] ?? 0)),
    });
    assert.equal(warning.severity, "suspect", shares.join());
    assert.match(warning.meaning, /7\.62 KiB on average in single, .* in cluster-os/);
  }
});

test("a field more or less is noted", () => {
  const warning = only(
    "work-differs",
    beside((trial) => answering(trial, withWorker("number"))),
  );
  assert.equal(warning.severity, "note");
  assert.match(warning.meaning, /: \$\.worker is missing in single\.$/);
});

test("what varies within an arm, or by a few digits, is no difference", () => {
  const own: Readonly<Record<string, (trial: ObservedTrial) => ObservedTrial>> = {
    "a form that comes and goes": (trial) =>
      answering(trial, trial.block % 2 === 0 ? orders : json({ $: "object", "$.error": "string" })),
    "numbers with more digits": (trial) => answering(trial, orders, { meanBytes: 7_812 }),
    "less than a tenth": (trial) => answering(trial, orders, { meanBytes: 7_100 }),
    "one trial of many in which some requests had another response": (trial) =>
      mixed(trial, trial.block === 3 ? 0.7 : 1),
    "lengths that differ as much from boot to boot": (trial) =>
      answering(trial, orders, { meanBytes: trial.block === 0 ? 7_800 : 1_000 * (trial.block + 1) }),
  };
  for (const other of Object.values(own)) none(beside(other));
  none({
    trial: (trial) =>
      answering(trial, orders, {
        meanBytes: trial.armId === "single" ? 7_800 : 4_000,
        standardDeviationBytes: 400_000,
      }),
  });
  none({
    trial: (trial) => answering(trial, withWorker(trial.armId === "single" ? "null" : "number")),
  });
});

test("versions of an app may answer otherwise: it is noted", () => {
  const run = makeRun({
    arms: ["single", "cluster-os"],
    ...beside((trial) => answering(trial, orders, { meanBytes: 10 })),
  });
  const arms = run.plan.arms.map((arm, index) => ({
    ...arm,
    app: { script: `/app/${index}.js`, args: [], env: {}, cwd: "/app" },
  }));
  const versions = { ...run, plan: { ...run.plan, arms } };
  assert.deepEqual(
    warningsOf(versions).map(({ code, severity }) => [code, severity]),
    [["work-differs", "note"]],
  );
});

test("a search for capacity holds its arms to it too", () => {
  const { run } = endedCapacityInput();
  const [first] = run.plan.arms;
  const probes = run.probes.map((probe) =>
    probe.trial.status === "failed"
      ? probe
      : { ...probe, trial: answering(probe.trial, orders, probe.armId === first?.id ? {} : { meanBytes: 104 }) },
  );
  const { seal } = analyseCapacity(statedSearch({ ...run, probes }));
  assert.ok(seal.reasons.some(({ code }) => code === "work-differs"));
});
