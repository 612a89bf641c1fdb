/** Whether the whole grids run (`npm run test:world`), or representative cells of them (`npm test`). */
export const isWholeGrid = process.env["BROADSIDE_TEST_GRID"] === "whole";

/** One strategy of each way to start workers: by a primary, as threads, behind a proxy. */
const representative: ReadonlySet<string> = new Set(["cluster-round-robin", "worker-threads", "reverse-proxy"]);

/** Whether a strategy runs in the cells that `npm test` picks where a grid has a row for each strategy. */
export function isInGrid(strategy: string): boolean {
  return isWholeGrid || representative.has(strategy);
}
