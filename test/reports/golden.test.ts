import assert from "node:assert/strict";
import { it } from "node:test";
import { renderAll, renderConsole } from "../../reports/index.ts";
import { fixtureInput } from "../support/analysis.ts";
import { assertGolden } from "../support/golden.ts";

it("reports look as they did", async () => {
  const artifacts = await renderAll(fixtureInput());
  const files = artifacts.filter(({ path }) => !path.startsWith("charts/"));
  assert.notEqual(files.length, 0);
  for (const { path, content } of files) assertGolden(path, content);
});

it("the console looks as it did", () => {
  assertGolden("console-80.txt", renderConsole(fixtureInput(), { colour: false, width: 80 }));
  assertGolden("console-120.txt", renderConsole(fixtureInput(), { colour: false, width: 120 }));
  assertGolden("console-120-colour.txt", renderConsole(fixtureInput(), { colour: true, width: 120 }));
});
