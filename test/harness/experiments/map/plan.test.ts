import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { blocksToRank } from "../../../../harness/analysis/compare.ts";
import { planMap, type MapPlan } from "../../../../harness/experiments/map/plan.ts";
import { mapOptions } from "../../../../harness/experiments/map/options.ts";
import { argumentsOf } from "../../../support/arguments.ts";
import { oldestNode } from "../../../support/nodes.ts";

async function planOf(...typed: readonly string[]): Promise<MapPlan> {
  return planMap(await argumentsOf(mapOptions, ...typed));
}

async function columns(workers: string): Promise<readonly number[]> {
  return [...new Set((await planOf("--workers", workers)).cells.map(({ connections }) => connections))];
}

describe("the plan of a map", () => {
  test("has blocks enough to tell its strategies apart, however many these are", async () => {
    for (const typed of [
      [],
      ["--targets", "single,cluster-os"],
      ["--targets", "single,cluster-round-robin,cluster-os,worker-threads"],
      ["--targets", "all"],
    ]) {
      const { cells } = await planOf("--workers", "2", ...typed);
      for (const { plan } of cells) assert.ok(plan.blocks >= blocksToRank(plan.arms.length), typed.join(" "));
    }
  });

  test("asks with few connections for each worker, with some and with many, but with no more than one process answers", async () => {
    assert.deepEqual(await columns("2"), [4, 16, 64]);
    assert.deepEqual(await columns("16"), [32, 128, 256]);
    assert.deepEqual(await columns("200"), [256]);
  });

  test("has each strategy on each Node.js that is named", async () => {
    const { version, binary } = oldestNode;
    const [cell] = (await planOf("--targets", "single", "--node", `${binary},${process.execPath}`)).cells;
    assert.deepEqual(
      cell?.plan.arms.map(({ id }) => id),
      [`single@${version}`, `single@${process.versions.node}`],
    );
  });

  test("has a seed of its own for each place", async () => {
    const seeds = (await planOf("--seed", "2147483640")).cells.map(({ plan }) => plan.seed);
    assert.equal(new Set(seeds).size, seeds.length);
    assert.ok(seeds.every((seed) => seed < 2 ** 31));
  });

  test("is of two strategies or more", async () => {
    await assert.rejects(planOf("--targets", "single"), { code: "usage", message: /two strategies/ });
  });
});
