import { test, type TestContext } from "node:test";

/** Whether the whole grids run (`npm run test:world`), or representative cells of them (`npm test`). */
export const isWholeGrid = process.env["BROADSIDE_TEST_GRID"] === "whole";

/**
 * A test that `npm run test:world` alone runs, since a quicker one of the same kind runs in `npm test` beside it.
 */
export function testWhole(title: string, body: (t: TestContext) => Promise<void> | void): void {
  if (isWholeGrid) test(title, body);
}

/** The rows of a grid: all in the whole grid, in `npm test` the first ones. */
export function rowsInGrid<Row>(rows: readonly Row[], first: number): readonly Row[] {
  return isWholeGrid ? rows : rows.slice(0, first);
}

/** One strategy of each way to start workers: by a primary, as threads, behind a proxy. */
const representative: ReadonlySet<string> = new Set(["cluster-round-robin", "worker-threads", "reverse-proxy"]);

/** Whether a strategy runs in the cells that `npm test` picks where a grid has a row for each strategy. */
export function isInGrid(strategy: string): boolean {
  return isWholeGrid || representative.has(strategy);
}
