import { statedRun } from "../../cli/stated.ts";
import type { MeasuredMap, StatedMap } from "./model.ts";

/** A saved map, with what the strategies of its arms state of themselves. */
export function statedMap({ map, runs }: MeasuredMap): StatedMap {
  return { map, runs: runs.map(statedRun) };
}
