import assert from "node:assert/strict";
import { test } from "node:test";
import { createReport } from "../../../scenarios/app/report.ts";
import { createSales, productCount, regions } from "../../../scenarios/app/sales.ts";

const sales = createSales();

function revenueCents(row: number): number {
  return (sales.units[row] ?? Number.NaN) * (sales.unitPriceCents[row] ?? Number.NaN);
}

test("the sales table is the same each time it is made", () => {
  assert.deepEqual(createSales(), sales);
});

test("a report of one sale is that sale", () => {
  const report = createReport(1);
  const amount = (revenueCents(0) / 100).toFixed(2);
  const words = report.best.split(/ +/);
  assert.equal(report.revenueCents, revenueCents(0));
  assert.deepEqual(words, [
    regions[sales.region[0] ?? -1],
    `P-${sales.product[0]}`,
    String(sales.units[0]),
    amount,
    amount,
    amount,
  ]);
});

test("a report's revenue is the sum over its rows, and its groups are the pairs of region and product", () => {
  const rows = 20_000;
  const report = createReport(rows);
  const each = Array.from({ length: rows }, (_, row) => revenueCents(row));
  assert.equal(
    report.revenueCents,
    each.reduce((sum, cents) => sum + cents, 0),
  );
  assert.equal(report.groups, regions.length * productCount);
});

test("a report comes first with the group that has the largest revenue", () => {
  const rows = 2_000;
  const byGroup = new Map<string, number>();
  for (let row = 0; row < rows; row += 1) {
    const group = `${regions[sales.region[row] ?? -1]} P-${sales.product[row]}`;
    byGroup.set(group, (byGroup.get(group) ?? 0) + revenueCents(row));
  }
  const [best] = [...byGroup].toSorted((a, b) => b[1] - a[1]);
  const [region, product] = createReport(rows).best.split(/ +/);
  assert.equal(`${region} ${product}`, best?.[0]);
});

test("the checksum differs when one more row is reported", () => {
  assert.notEqual(createReport(100).checksum, createReport(101).checksum);
});
