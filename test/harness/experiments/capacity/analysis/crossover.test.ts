import assert from "node:assert/strict";
import { test } from "node:test";
import { crossoverOf } from "../../../../../harness/experiments/capacity/analysis/crossover.ts";
import { statedSearch } from "../../../../../harness/experiments/capacity/stated.ts";
import { analyseCapacity } from "../../../../../harness/experiments/capacity/analysis/index.ts";
import { makeCapacityRun } from "../../../../support/capacity.ts";

test("arms are compared where they were tried, the best at 1", () => {
  const limits: Readonly<Record<string, number>> = { single: 130, "cluster-os": 250 };
  const run = makeCapacityRun({ arms: ["single", "cluster-os"], limit: (armId) => limits[armId] ?? 0 });
  const { arms } = analyseCapacity(statedSearch(run));
  const crossings = crossoverOf(arms);
  assert.equal(crossings.length, 24);
  for (const { arms: compared } of crossings) assert.equal(Math.min(...compared.map(({ timesBest }) => timesBest)), 1);
  const both = crossings.filter(({ arms: compared }) => compared.length === 2);
  const alone = crossings.filter(({ arms: compared }) => compared.length === 1);
  assert.ok(both.length > 2 && alone.length > 2);
  assert.ok(
    both.every(({ arms: [first, second] }) => (first?.armId === "cluster-os" ? first : second)?.timesBest === 1),
  );
  assert.ok(
    alone.some(({ arms: [one] }) => one?.armId === "cluster-os"),
    "single was not tried at such loads",
  );
  assert.deepEqual(crossoverOf([]), []);
});
