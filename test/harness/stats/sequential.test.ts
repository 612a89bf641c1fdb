import assert from "node:assert/strict";
import { test } from "node:test";
import { makeRandom } from "../../../harness/stats/random.ts";
import { nominalLevels } from "../../../harness/stats/sequential.ts";
import { normalQuantile } from "../../../harness/stats/normal.ts";
import { close, range } from "./support.ts";

const evenly = (looks: number): readonly number[] => range(looks).map((look) => look + 1);

function obrienFleming(looks: number): readonly number[] {
  return nominalLevels({ level: 0.01, sides: 1, sizes: evenly(looks), shape: "obrien-fleming" });
}

test("O'Brien & Fleming's levels at 1% on one side are the published ones", () => {
  assert.deepEqual(
    obrienFleming(2).map((p) => p.toFixed(4)),
    ["0.0005", "0.0098"],
  );
  assert.deepEqual(
    obrienFleming(3).map((p) => Number(p.toPrecision(1))),
    [2e-5, 0.002, 0.009],
  );
  close(obrienFleming(3)[2] ?? null, 0.0093, 5e-5);
});

test("Pocock's levels at 5% on both sides are the published ones", () => {
  for (const [looks, level] of [
    [2, 0.0294],
    [3, 0.0221],
    [4, 0.0182],
    [5, 0.0158],
  ] as const) {
    for (const p of nominalLevels({ level: 0.05, sides: 2, sizes: evenly(looks), shape: "pocock" })) {
      close(p, level, 5e-5);
    }
  }
});

test("one look has the level itself", () => {
  for (const shape of ["pocock", "obrien-fleming"] as const) {
    assert.deepEqual(nominalLevels({ level: 0.05, sides: 2, sizes: [8], shape }), [0.05]);
  }
});

test("a Brownian motion that is looked at unevenly crosses as often as the level says", () => {
  const sizes = [7, 11, 16, 24];
  const random = makeRandom(5);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.nextFloat())) * Math.cos(2 * Math.PI * random.nextFloat());
  for (const { shape, sides } of [
    { shape: "pocock", sides: 2 },
    { shape: "obrien-fleming", sides: 1 },
  ] as const) {
    const boundary = nominalLevels({ level: 0.05, sides, sizes, shape }).map((p) => normalQuantile(1 - p / sides));
    const repetitions = 20_000;
    const crossings = range(repetitions).filter(() => {
      let sum = 0;
      let size = 0;
      return sizes.some((next, look) => {
        sum += normal() * Math.sqrt(next - size);
        size = next;
        const z = sum / Math.sqrt(size);
        return (sides === 2 ? Math.abs(z) : z) >= (boundary[look] ?? Infinity);
      });
    }).length;
    close(crossings / repetitions, 0.05, 0.005);
  }
});

test("a level that is none, and looks that do not ascend, are refused", () => {
  const good = { level: 0.05, sides: 1, sizes: [1, 2], shape: "pocock" } as const;
  for (const bad of [{ level: 0 }, { level: 1 }, { sizes: [] }, { sizes: [2, 2] }, { sizes: [0, 1] }]) {
    assert.throws(() => nominalLevels({ ...good, ...bad }), RangeError);
  }
});
