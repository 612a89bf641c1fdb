import assert from "node:assert/strict";
import { access, readdir } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { findScenario, scenarios } from "../../scenarios/index.ts";
import { sampleApp, sampleUpstream } from "../../scenarios/sample-app.ts";
import { startChildServer, type ChildServer } from "../support/child-server.ts";

const notScenarios = new Set(["index.ts", "sample-app.ts", "standard.ts"]);

test("every file of a scenario is registered, under the name of its file", async () => {
  const entries = await readdir(new URL("../../scenarios/", import.meta.url), { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !notScenarios.has(entry.name)).map(({ name }) => name);
  assert.deepEqual(scenarios.map(({ name }) => `${name}.ts`).sort(), files.sort());
});

test("a scenario is found by its name, and an unknown name finds none", () => {
  for (const scenario of scenarios) assert.equal(findScenario(scenario.name), scenario);
  assert.equal(findScenario("cpu"), undefined);
});

for (const scenario of scenarios) {
  test(`${scenario.name} can be planned: its counts, weights and names make sense`, async () => {
    for (const count of [scenario.blocks, scenario.connections]) {
      assert.ok(Number.isInteger(count) && count >= 1, String(count));
    }
    for (const seconds of [scenario.warmupSeconds, scenario.measuredSeconds, scenario.timeoutSeconds]) {
      assert.ok(seconds > 0, String(seconds));
    }
    assert.ok(scenario.requests.length > 0);
    assert.ok(scenario.requests.every(({ weight }) => weight > 0));
    const kinds = scenario.requests.map(({ name }) => name);
    assert.equal(new Set(kinds).size, kinds.length);
    if (scenario.openShare === undefined) assert.equal(scenario.strategies[0], "single");
    assert.ok(scenario.victim === undefined || kinds.includes(scenario.victim));
    assert.equal(new Set(scenario.strategies).size, scenario.strategies.length);
    for (const words of [scenario.title, scenario.description, scenario.bound]) assert.notEqual(words.trim(), "");
    for (const { script } of [scenario.app, ...scenario.dependencies]) await access(script);
  });

  test(`${scenario.name} expects an exact status and a text, so that a wrong answer is never counted as fast`, () => {
    for (const { expect } of scenario.requests) {
      assert.equal(expect.status, 200);
      assert.ok(expect.includes !== undefined && expect.includes !== "");
    }
  });
}

test("mixed is nine cheap requests to each heavy one", () => {
  const weights = findScenario("mixed")?.requests.map(({ name, weight }) => [name, weight]);
  assert.deepEqual(weights, [
    ["cheap", 9],
    ["heavy", 1],
  ]);
});

describe("the sample app as it is", () => {
  let upstream: ChildServer;
  let app: ChildServer;

  before(async () => {
    upstream = await startChildServer(sampleUpstream.script);
    app = await startChildServer(sampleApp.script, { [sampleUpstream.urlVariable]: upstream.url });
  });

  after(() => Promise.all([app.stop("SIGKILL"), upstream.stop("SIGKILL")]));

  for (const scenario of scenarios) {
    for (const { name, method, path, headers, expect } of scenario.requests) {
      test(`answers the request ${name} of ${scenario.name} as the scenario expects`, async () => {
        const response = await fetch(app.url + path, { method, headers });
        assert.equal(response.status, expect.status);
        const body = await response.text();
        assert.ok(expect.includes !== undefined && body.includes(expect.includes), body);
      });
    }
  }
});
