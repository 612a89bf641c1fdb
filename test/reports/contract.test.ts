import assert from "node:assert/strict";
import { describe, it, mock } from "node:test";
import { renderAll, reporters } from "../../reports/index.ts";
import { emptyInput, fixtureInput, thinInput } from "../support/analysis.ts";

for (const reporter of reporters) {
  describe(`reporter ${reporter.name}`, () => {
    it("renders a run to files below the report's folder", async () => {
      const artifacts = await reporter.render(fixtureInput());
      assert.notEqual(artifacts.length, 0);
      for (const { path, content } of artifacts) {
        assert.match(path, /^[a-z][a-z-]*(?:\/[a-z][a-z-]*)*\.[a-z]+$/);
        assert.notEqual(content.trim(), "");
      }
    });

    it("gives the same bytes for the same input", async () => {
      assert.deepEqual(await reporter.render(fixtureInput()), await reporter.render(fixtureInput()));
    });

    it("says what it writes in one line", () => {
      assert.match(reporter.describe, /^\S.+$/);
    });

    it("renders a run of which nothing was measured", async () => {
      await reporter.render(emptyInput());
    });

    it("renders values that have no interval", async () => {
      const artifacts = await reporter.render(thinInput());
      for (const { content } of artifacts) assert.doesNotMatch(content, /NaN|undefined|\[null/);
    });
  });
}

describe("renderAll", () => {
  it("writes every reporter's files, each at a path of its own", async () => {
    const artifacts = await renderAll(fixtureInput());
    const paths = artifacts.map(({ path }) => path);
    assert.deepEqual([...new Set(paths)], paths);
    for (const path of ["report.html", "report.md", "summary.csv", "trials.csv", "summary.json", "charts/cpu.svg"]) {
      assert.ok(paths.includes(path), path);
    }
  });

  it("writes what each reporter writes by itself", async () => {
    const alone = await Promise.all(reporters.map((reporter) => reporter.render(fixtureInput())));
    assert.deepEqual(await renderAll(fixtureInput()), alone.flat());
  });

  it("prints nothing, whatever the chart libraries think of the charts", async () => {
    const methods = [mock.method(console, "warn"), mock.method(console, "error"), mock.method(console, "log")];
    await renderAll(fixtureInput());
    await renderAll(emptyInput());
    for (const method of methods) assert.equal(method.mock.callCount(), 0);
    mock.restoreAll();
  });
});
