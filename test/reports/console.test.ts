import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { paintWith, warningLines } from "../../reports/console-parts.ts";
import { renderConsole } from "../../reports/index.ts";
import { displayWidth } from "../../reports/text.ts";
import { aWarning } from "../support/a-warning.ts";
import { emptyInput, fixtureInput } from "../support/analysis.ts";
import { hostileInput, hostileNames } from "../support/hostile.ts";

function linesOf(text: string): readonly string[] {
  return text.trimEnd().split("\n");
}

describe("console report", () => {
  it("fits the terminal, at any width from 40 columns", () => {
    for (const width of [40, 60, 80, 100, 120, 200]) {
      for (const line of linesOf(renderConsole(fixtureInput(), { colour: false, width }))) {
        assert.ok(displayWidth(line) <= width, `${width} columns: ${line}`);
      }
    }
  });

  it("keeps place, arm and throughput when columns have to go", () => {
    const text = renderConsole(fixtureInput(), { colour: false, width: 60 });
    assert.match(text, /^#\s+arm\s+.*req\/s/m);
    assert.doesNotMatch(text, /memory/);
    assert.match(renderConsole(fixtureInput(), { colour: false, width: 120 }), /memory/);
  });

  it("leads with the seal and the verdict", () => {
    const [seal, , headline] = linesOf(renderConsole(fixtureInput(), { colour: false, width: 120 }));
    assert.match(seal ?? "", /SUSPECT/);
    assert.match(headline ?? "", /share first place/);
  });

  it("has escape sequences only when colour is asked for, and the same text either way", () => {
    const plain = renderConsole(fixtureInput(), { colour: false, width: 100 });
    const coloured = renderConsole(fixtureInput(), { colour: true, width: 100 });
    assert.equal(plain.includes("\u001b"), false);
    assert.equal(coloured.includes("\u001b["), true);
    assert.equal(stripVTControlCharacters(coloured), plain);
  });

  it("lets no control character of a name through, and keeps to its width", () => {
    for (const name of hostileNames) {
      const text = renderConsole(hostileInput(name), { colour: false, width: 80 });
      // oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
      assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u202a-\u202e\u2066-\u2069]/);
      for (const line of linesOf(text)) assert.ok(displayWidth(line) <= 80, JSON.stringify(line));
    }
  });

  it("calls the baseline so when it failed, and no other arm", () => {
    const { run, analysis } = fixtureInput();
    const arms = analysis.arms.map((arm) => ({
      ...arm,
      ratioToBaseline: null,
      measuredTrials: arm.armId === analysis.baselineArmId ? 0 : 1,
    }));
    const text = renderConsole({ run, analysis: { ...analysis, arms } }, { colour: false, width: 120 });
    assert.deepEqual(
      text.match(/^.*  baseline  .*$/gm)?.map((line) => /Single process/.test(line)),
      [true],
    );
  });

  it("says that nothing was measured without failing", () => {
    assert.match(renderConsole(emptyInput(), { colour: false, width: 80 }), /INVALID[^]*Nothing was measured/);
  });
});

describe("a command in a warning", () => {
  it("stands on a line of its own, neither broken nor cut, so that it can be pasted", () => {
    const command = `cd '/srv/a shop' && NODE_ENV=production node /srv/${"deep/".repeat(30)}server.js --port 1`;
    const warning = aWarning({
      meaning: "1 of 1 trial failed: server.js exited with code 1.",
      action: `Start it by hand to see more: ${command}`,
    });
    const lines = warningLines([warning], 60, paintWith(false));
    assert.equal(lines.at(-1), `    ${command}`);
    assert.equal(lines.join(" ").match(/cd /g)?.length, 1);
  });
});
