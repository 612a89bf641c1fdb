import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { analyseMap } from "../../../../../harness/experiments/map/analysis/index.ts";
import { statedMap } from "../../../../../harness/experiments/map/stated.ts";
import type { MapAnalysis, MapPlace } from "../../../../../harness/experiments/map/model.ts";
import { makeMap, type MapShape } from "../../../../support/map-input.ts";

function mapOf(shape?: MapShape): MapAnalysis {
  return analyseMap(statedMap(makeMap(shape)));
}

function at({ places }: MapAnalysis, folder: string): MapPlace {
  const place = places.find((candidate) => candidate.folder === folder);
  assert.ok(place !== undefined);
  return place;
}

describe("a map", () => {
  const analysis = mapOf();

  test("names who wins each place, or says that nothing was resolved", () => {
    assert.deepEqual(
      analysis.places.map(({ folder, outcome, best }) => [folder, outcome, best.toSorted()]),
      [
        ["cells/1-4", "winner", ["cluster-round-robin"]],
        ["cells/1-16", "winner", ["worker-threads"]],
        ["cells/1-64", "winner", ["cluster-round-robin", "worker-threads"]],
        ["cells/2-4", "no-difference", ["cluster-round-robin", "single", "worker-threads"]],
        ["cells/2-16", "winner", ["cluster-round-robin", "worker-threads"]],
        ["cells/2-64", "winner", ["worker-threads"]],
        ["cells/3-4", "not-ranked", []],
        ["cells/3-16", "winner", ["cluster-round-robin", "single"]],
        ["cells/3-64", "not-measured", []],
      ],
    );
  });

  test("leads by the ratio to the first behind, and to the baseline, within blocks", () => {
    const { margin, overBaseline } = at(analysis, "cells/2-64");
    assert.equal(margin?.over, "cluster-round-robin");
    assert.ok(Math.abs((margin?.ratio.value ?? 0) - 390 / 350) < 0.02);
    assert.equal(overBaseline?.over, "single");
    assert.ok(Math.abs((overBaseline?.ratio.value ?? 0) - 390 / 190) < 0.03);
    const { low, high, value } = margin?.ratio ?? { low: null, high: null, value: 0 };
    assert.ok(low !== null && high !== null && low <= value && value <= high);
  });

  test("has no margin where nobody is behind, and none over a baseline that is among the best", () => {
    assert.equal(at(analysis, "cells/2-4").margin, null);
    assert.equal(at(analysis, "cells/2-4").overBaseline, null);
  });

  test("sums up in one sentence, and in one for each workload", () => {
    assert.match(
      analysis.headline,
      /^worker-threads wins 2 of 7 cells; worker-threads and cluster-round-robin share first place in 2; .*; in 1 no difference was resolved\.$/,
    );
    const [first, , third] = analysis.workloads;
    assert.match(
      first?.sentence ?? "",
      /^cluster-round-robin at 4 connections \(1\.1\d times the next\); worker-threads at 16 connections \(1\.0\d times the next\); [\w-]+ and [\w-]+, not told apart, at 64 connections \(1\.6\d times the next\)\.$/,
    );
    assert.match(third?.sentence ?? "", /^not ranked at 4 connections; .*; not measured at 64 connections\.$/);
  });

  test("is suspect where one place is in doubt, invalid where all are", () => {
    assert.equal(analysis.seal.status, "SUSPECT");
    const all = mapOf({ connections: [4, 16], workloads: { a: ["wrong-answers", "wrong-answers"] } });
    assert.equal(all.seal.status, "INVALID");
    assert.equal(all.headline, "No cell of the map could be ranked.");
    const [reason] = all.seal.reasons;
    assert.match(reason?.meaning ?? "", /^a, 4 connections, single: .* The same in 1 other cell\.$/);
    const valid = mapOf({ connections: [4], workloads: { a: [[100, 200, 150]] } });
    assert.equal(valid.seal.status, "VALID");
  });

  test("tells the CPU of each workload by the baseline at the fewest connections, where that was measured", () => {
    assert.deepEqual(
      analysis.workloads.map(({ cpuMicros }) => cpuMicros !== null),
      [true, true, false],
    );
  });

  test("leads over the first behind that was told apart from a winner", () => {
    for (const { outcome, margin, best } of analysis.places) {
      assert.equal(margin !== null, outcome === "winner");
      if (margin === null) continue;
      assert.ok(best.includes(margin.armId) && !best.includes(margin.over));
      assert.ok((margin.ratio.low ?? 0) > 1, "the two were told apart");
    }
  });
});
