import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Warning } from "../../harness/model/index.ts";
import { renderConsole } from "../../reports/index.ts";
import { groupWarnings } from "../../reports/warnings.ts";
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
      groupWarnings([...warnings, noted]).map(({ first, likewise }) => ({ meaning: first.meaning, likewise })),
      [
        { meaning: stolen.meaning, likewise: [] },
        { meaning: stolen.meaning, likewise: [] },
        { meaning: "The load was late.", likewise: ["cluster-os"] },
        { meaning: "Something else.", likewise: [] },
        { meaning: "The load was late.", likewise: [] },
      ],
    );
  });
});
