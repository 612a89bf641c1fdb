import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  capacityText,
  renderCapacity,
  renderCapacityConsole,
} from "../../../../../harness/experiments/capacity/report/index.ts";
import {
  capacityInput,
  endedCapacityInput,
  hostileCapacityInput,
  missedCapacityInput,
} from "../../../../support/capacity-input.ts";
import { assertGolden } from "../../../../support/golden.ts";
import { displayWidth } from "../../../../../reports/text.ts";
import { hostileInGrid } from "../../../../support/hostile.ts";

// oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

describe("the report of a capacity search", () => {
  test("looks as it did", async () => {
    for (const { path, content } of await renderCapacity(capacityInput())) {
      if (!path.endsWith(".json")) assertGolden(path, content);
    }
    assertGolden("capacity-console.txt", renderCapacityConsole(capacityInput(), { colour: false, width: 100 }));
    assertGolden("capacity-ended.txt", renderCapacityConsole(endedCapacityInput(), { colour: false, width: 100 }));
  });

  test("says the same in JSON, with every figure of the analysis", () => {
    const { schema, version, headline, arms, ...rest } = JSON.parse(capacityText(capacityInput()));
    assert.equal(schema, "broadside/capacity-summary");
    assert.equal(version, 1);
    const { analysis } = capacityInput();
    assert.equal(headline, analysis.headline);
    assert.deepEqual(arms, JSON.parse(JSON.stringify(analysis.arms)));
    for (const key of ["objectives", "search", "scaling", "sizing", "seal", "environment"]) assert.ok(key in rest, key);
  });

  test("has no figure that is none, also of a search that found nothing", async () => {
    for (const input of [capacityInput(), endedCapacityInput(), missedCapacityInput()]) {
      const files = await renderCapacity(input);
      const console = renderCapacityConsole(input, { colour: false, width: 80 });
      for (const content of [...files.map((file) => file.content), console]) {
        // The planner's own source speaks of Infinity.
        const figures = content.replace(/<script>.*<\/script>/s, "");
        assert.doesNotMatch(figures, /NaN|undefined|Infinity|\[object/);
      }
    }
  });

  test("fits a terminal of 80 columns", () => {
    for (const input of [capacityInput(), endedCapacityInput(), missedCapacityInput()]) {
      const lines = renderCapacityConsole(input, { colour: false, width: 80 }).split("\n");
      assert.deepEqual(
        lines.filter((line) => displayWidth(line) > 80),
        [],
      );
    }
  });

  test("survives hostile names", async () => {
    for (const hostile of hostileInGrid) {
      for (const { path, content } of await renderCapacity(hostileCapacityInput(hostile))) {
        assert.doesNotMatch(content, controls, `${path}: ${JSON.stringify(hostile)}`);
      }
    }
  });
});
