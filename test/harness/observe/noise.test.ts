import assert from "node:assert/strict";
import { test } from "node:test";
import { coefficientOfVariation, measureNoise, nearestRank } from "../../../harness/observe/noise.ts";

test("the coefficient of variation is the sample's standard deviation over its mean", () => {
  assert.equal(coefficientOfVariation([2, 4, 4, 4, 5, 5, 7, 9]), Math.sqrt(32 / 7) / 5);
  assert.equal(coefficientOfVariation([3, 3, 3]), 0);
  assert.equal(coefficientOfVariation([3]), 0);
});

test("the nearest rank is a value that was seen, and not exceeded by the share", () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  assert.equal(nearestRank(hundred, 0.99), 99);
  assert.equal(nearestRank([7], 0.99), 7);
  assert.equal(nearestRank([], 0.99), 0);
});

test("noise is measured with a core kept busy by work that counts as ours", async () => {
  const noise = await measureNoise(0.3);
  assert.ok(noise.coefficientOfVariation > 0);
  assert.ok(noise.timerLagP99Micros > 0);
  if (process.platform === "linux") {
    const { busyShare, foreignCpuShare } = noise.machine;
    assert.ok(busyShare !== null && foreignCpuShare !== null && foreignCpuShare < busyShare);
  }
});
