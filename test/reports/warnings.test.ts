import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Warning } from "../../harness/model/index.ts";
import { errorWarnings } from "../../harness/analysis/warnings/errors.ts";
import { warn } from "../../harness/analysis/warnings/kind.ts";
import { loadWarnings } from "../../harness/analysis/warnings/load.ts";
import { runWarnings } from "../../harness/analysis/warnings/run.ts";
import { renderConsole } from "../../reports/index.ts";
import { groupWarnings, othersInWords } from "../../reports/warnings.ts";
import { aWarning } from "../support/a-warning.ts";
import { fixtureInput } from "../support/analysis.ts";

const late = (armId: string, change: Partial<Warning> = {}): Warning => aWarning({ armId, ...change });

const stolen = aWarning({ code: "cpu-stolen", meaning: "Time was stolen.", action: "Wait." });

const failedRequests = (armId: string, blocks: number, errors: number): Warning =>
  warn(errorWarnings.errors, "invalid", {
    armId,
    sentRequests: 32_000 + blocks,
    failedRequests: errors,
    errorShare: errors / (32_000 + blocks),
    kinds: ["status 500"],
    ofOneWorker: "",
    advice: "Look.",
  });

const lateBy = (armId: string, lagMicros: number, trials: readonly number[]): Warning =>
  warn(loadWarnings.generatorLate, "suspect", { armId, lagMicros, trials, ofTrials: 8 });

const failedTrials = (armId: string, message: string, advice = "Look."): Warning =>
  warn(runWarnings.trialsFailed, "suspect", {
    armId,
    trials: [1],
    ofTrials: 8,
    hasResult: true,
    failure: "app-threw",
    message,
    advice,
  });

describe("warnings of the same kind", () => {
  it("are said once, with every arm they are about", () => {
    const { run, analysis } = fixtureInput();
    const warnings = ["single", "cluster-os", "reverse-proxy"].map((armId) => late(armId));
    const text = renderConsole({ run, analysis: { ...analysis, warnings } }, { colour: false, width: 200 });
    assert.match(
      text,
      /^suspect: The load was late\. \(single\) Likewise cluster-os and reverse-proxy\. Offer less\.$/m,
    );
    assert.equal(text.split("The load was late").length, 2);
  });

  it("are kept apart when they are of one arm, of the whole run, or of another severity", () => {
    const warnings = [
      stolen,
      stolen,
      late("single"),
      late("single", { code: "generator-limit", meaning: "Something else." }),
      late("cluster-os"),
    ];
    const noted: Warning = { ...late("reverse-proxy"), severity: "note" };
    assert.deepEqual(
      groupWarnings([...warnings, noted]).map(({ first, likewise }) => ({
        meaning: first.meaning,
        likewise: likewise.map(({ armId }) => armId),
      })),
      [
        { meaning: stolen.meaning, likewise: [] },
        { meaning: stolen.meaning, likewise: [] },
        { meaning: "The load was late.", likewise: ["cluster-os"] },
        { meaning: "Something else.", likewise: [] },
        { meaning: "The load was late.", likewise: [] },
      ],
    );
  });

  it("are told with the figures of each arm where these differ", () => {
    const others = groupWarnings([
      failedRequests("single", 7, 40),
      failedRequests("nginx", 7, 40),
      failedRequests("cluster-os", 10, 2_436),
    ]);
    assert.deepEqual(
      others.map(({ likewise }) => othersInWords(likewise, (id) => id)),
      ["nginx and cluster-os (32010 requests sent, 2436 requests failed, 7.6% error)"],
    );
  });

  it("are told with how many trials have it, and a time in the unit that one would choose", () => {
    const [group] = groupWarnings([
      lateBy("single", 850, [3, 7]),
      lateBy("nginx", 1_200, [2]),
      lateBy("pm2", 850, [1, 5]),
    ]);
    assert.equal(
      othersInWords(group?.likewise ?? [], (id) => id),
      "nginx (1.20 ms, 1 of 8) and pm2",
    );
  });

  it("are kept apart where one has a result or a way to fail that the other has not", () => {
    const some = failedTrials("single", "The app threw TypeError.");
    const all = {
      ...failedTrials("nginx", "The app threw TypeError."),
      figures: { ...some.figures, hasResult: false },
    };
    assert.equal(groupWarnings([some, all]).length, 2);
    const wrong = failedRequests("single", 7, 40);
    const { failedRequests: hungRequests = 0, ...others } = wrong.figures;
    const hung = { ...wrong, armId: "nginx", figures: { ...others, hungRequests } };
    const ofOne = { ...wrong, armId: "pm2", figures: { ...wrong.figures, ofOneWorker: " Of 2 workers one alone." } };
    assert.equal(groupWarnings([wrong, hung, ofOne]).length, 3);
  });

  it("are kept apart when the reasons differ, or what is to be done", () => {
    const threw = failedTrials("single", "The app threw TypeError.");
    const busy = failedTrials("nginx", "bind() failed.");
    const otherwise = failedTrials("cluster-os", "The app threw TypeError.", "Free the port.");
    assert.equal(groupWarnings([threw, busy, otherwise]).length, 3);
    assert.equal(groupWarnings([threw, failedTrials("nginx", "The app threw TypeError.")]).length, 1);
  });
});
