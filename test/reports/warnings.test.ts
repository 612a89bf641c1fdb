import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Warning } from "../../harness/model/index.ts";
import { renderConsole } from "../../reports/index.ts";
import { groupWarnings, othersInWords } from "../../reports/warnings.ts";
import { fixtureInput } from "../support/analysis.ts";

function late(armId: string, meaning = "The load was late."): Warning {
  return { code: "generator-late", severity: "suspect", meaning, action: "Offer less.", armId };
}

const stolen: Warning = { code: "cpu-stolen", severity: "suspect", meaning: "Time was stolen.", action: "Wait." };

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
    const warnings = [stolen, stolen, late("single"), late("single", "Something else."), late("cluster-os")];
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
    const warnings = [
      late("single", "40 requests of 32007 failed, 0.125%, by up to 850 µs (p99) in 2 of 8 trials (numbers 3 and 7)."),
      late("cluster-os", "2436 requests of 32010 failed, 7.61%, by up to 1.2 ms (p99) in 1 of 8 trials (number 2)."),
      late("nginx", "40 requests of 32007 failed, 0.125%, by up to 850 µs (p99) in 2 of 8 trials (numbers 3 and 7)."),
      late("haproxy", "40 requests of 32007 failed, 0.125%, by up to 850 µs (p95) in 2 of 8 trials (numbers 3 and 7)."),
    ];
    assert.deepEqual(
      groupWarnings(warnings).map(({ likewise }) => othersInWords(likewise, (id) => id)),
      ["cluster-os (2436, 32010, 7.61%, 1.2 ms, 1 of 8) and nginx", ""],
    );
  });

  it("are kept apart when the reasons differ, or what is to be done", () => {
    const busy = late("nginx", "1 of 8 trials failed: bind() failed.");
    const threw = late("single", "1 of 8 trials failed: The app threw TypeError.");
    const otherwise = { ...late("cluster-os", threw.meaning), action: "Free the port." };
    assert.equal(groupWarnings([threw, busy, otherwise]).length, 3);
  });
});
