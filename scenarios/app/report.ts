import { hash } from "node:crypto";
import { createSales, regions } from "./sales.ts";

/** What a request for a report is answered with. */
export type SalesReport = {
  readonly rows: number;
  readonly groups: number;
  readonly revenueCents: number;
  /** The line of the group with the largest revenue. */
  readonly best: string;
  /** Of the whole text, all the lines: the same in every process for the same number of rows. */
  readonly checksum: string;
};

type Group = {
  readonly region: string;
  readonly product: string;
  units: number;
  revenueCents: number;
  readonly orderCents: number[];
};

const sales = createSales();

function groupSales(rows: number): readonly Group[] {
  const groups = new Map<string, Group>();
  for (let row = 0; row < rows; row += 1) {
    const region = regions[sales.region[row] ?? 0] ?? "";
    const product = `P-${sales.product[row]}`;
    const key = `${region}/${product}`;
    let group = groups.get(key);
    if (group === undefined) {
      group = { region, product, units: 0, revenueCents: 0, orderCents: [] };
      groups.set(key, group);
    }
    const units = sales.units[row] ?? 0;
    const orderCents = units * (sales.unitPriceCents[row] ?? 0);
    group.units += units;
    group.revenueCents += orderCents;
    group.orderCents.push(orderCents);
  }
  return [...groups.values()];
}

function renderLine(group: Group): string {
  const sorted = group.orderCents.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const largest = sorted.at(-1) ?? 0;
  return [
    group.region.padEnd(10),
    group.product.padEnd(6),
    String(group.units).padStart(7),
    (group.revenueCents / 100).toFixed(2).padStart(14),
    (median / 100).toFixed(2).padStart(10),
    (largest / 100).toFixed(2).padStart(10),
  ].join(" ");
}

/** Groups the first `rows` sales by region and product, sorts the groups by revenue, and renders them as text. */
export function createReport(rows: number): SalesReport {
  const groups = groupSales(rows).toSorted((a, b) => b.revenueCents - a.revenueCents);
  const lines = groups.map(renderLine);
  return {
    rows,
    groups: groups.length,
    revenueCents: groups.reduce((sum, group) => sum + group.revenueCents, 0),
    best: lines[0] ?? "",
    checksum: hash("sha256", lines.join("\n")).slice(0, 16),
  };
}
