import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { blocksToRank } from "../../../harness/analysis/compare.ts";
import { planMap } from "../../../harness/cli/map-plan.ts";
import type { MapArguments } from "../../../harness/cli/options/map.ts";
import { oldestNode } from "../../support/nodes.ts";

function argumentsOf(given: Partial<MapArguments>): MapArguments {
  return {
    scenario: undefined,
    config: undefined,
    app: undefined,
    env: undefined,
    cwd: undefined,
    "app-port": undefined,
    "pool-variable": undefined,
    cpus: undefined,
    memory: undefined,
    image: undefined,
    "boot-timeout": undefined,
    path: undefined,
    method: undefined,
    body: undefined,
    request: undefined,
    header: undefined,
    "expect-status": undefined,
    "expect-text": undefined,
    timeout: undefined,
    targets: undefined,
    workers: undefined,
    node: undefined,
    connections: undefined,
    generators: undefined,
    duration: undefined,
    warmup: undefined,
    blocks: undefined,
    time: undefined,
    seed: undefined,
    out: undefined,
    resume: undefined,
    json: undefined,
    color: undefined,
    ...given,
  };
}

async function columns(workers: string): Promise<readonly number[]> {
  return [...new Set((await planMap(argumentsOf({ workers }))).cells.map(({ connections }) => connections))];
}

describe("the plan of a map", () => {
  test("has blocks enough to tell its strategies apart, however many these are", async () => {
    for (const targets of [
      "single,cluster-os",
      undefined,
      "single,cluster-round-robin,cluster-os,worker-threads",
      "all",
    ]) {
      const { cells } = await planMap(argumentsOf({ targets, workers: "2" }));
      for (const { plan } of cells) assert.ok(plan.blocks >= blocksToRank(plan.arms.length), `${targets}`);
    }
  });

  test("asks with few connections for each worker, with some and with many, but with no more than one process answers", async () => {
    assert.deepEqual(await columns("2"), [4, 16, 64]);
    assert.deepEqual(await columns("16"), [32, 128, 256]);
    assert.deepEqual(await columns("200"), [256]);
  });

  test("has each strategy on each Node.js that is named", async () => {
    const { version, binary } = oldestNode;
    const [cell] = (await planMap(argumentsOf({ targets: "single", node: `${binary},${process.execPath}` }))).cells;
    assert.deepEqual(
      cell?.plan.arms.map(({ id }) => id),
      [`single@${version}`, `single@${process.versions.node}`],
    );
  });

  test("has a seed of its own for each place", async () => {
    const seeds = (await planMap(argumentsOf({ seed: "2147483640" }))).cells.map(({ plan }) => plan.seed);
    assert.equal(new Set(seeds).size, seeds.length);
    assert.ok(seeds.every((seed) => seed < 2 ** 31));
  });

  test("is of two strategies or more", async () => {
    await assert.rejects(planMap(argumentsOf({ targets: "single" })), { code: "usage", message: /two strategies/ });
  });
});
