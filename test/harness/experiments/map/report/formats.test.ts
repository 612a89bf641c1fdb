import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mapText, renderMap, renderMapConsole } from "../../../../../harness/experiments/map/report/index.ts";
import { displayWidth } from "../../../../../reports/text.ts";
import { assertGolden } from "../../../../support/golden.ts";
import { hostileNames } from "../../../../support/hostile.ts";
import { hostileMapInput, mapInput } from "../../../../support/map-input.ts";

// oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

/** Nothing but places that were never measured. */
const empty = () => mapInput({ connections: [4], workloads: { a: ["not-measured"] } });

describe("the report of a map", () => {
  test("looks as it did", async () => {
    for (const { path, content } of await renderMap(mapInput())) {
      if (!path.endsWith(".json")) assertGolden(path, content);
    }
    assertGolden("map-console.txt", renderMapConsole(mapInput(), { colour: false, width: 120 }));
    assertGolden("map-console-80.txt", renderMapConsole(mapInput(), { colour: false, width: 80 }));
  });

  test("says the same in JSON, with every figure of the analysis", () => {
    const { schema, version, ...rest } = JSON.parse(mapText(mapInput()));
    assert.equal(schema, "broadside/map-summary");
    assert.equal(version, 1);
    const { analysis } = mapInput();
    for (const [key, value] of Object.entries(JSON.parse(JSON.stringify(analysis)))) assert.deepEqual(rest[key], value);
  });

  test("has no figure that is none, also of a map that was never measured", async () => {
    for (const input of [mapInput(), empty()]) {
      const files = await renderMap(input);
      const console = renderMapConsole(input, { colour: false, width: 80 });
      for (const content of [...files.map((file) => file.content), console]) {
        assert.doesNotMatch(content, /NaN|undefined|Infinity|\[object/);
      }
    }
  });

  test("fits a terminal of 80 columns", () => {
    for (const input of [mapInput(), empty()]) {
      const lines = renderMapConsole(input, { colour: false, width: 80 }).split("\n");
      assert.deepEqual(
        lines.filter((line) => displayWidth(line) > 80),
        [],
      );
    }
  });

  test("survives hostile names", async () => {
    for (const hostile of hostileNames) {
      for (const { path, content } of await renderMap(hostileMapInput(hostile))) {
        assert.doesNotMatch(content, controls, `${path}: ${JSON.stringify(hostile)}`);
      }
    }
  });
});
